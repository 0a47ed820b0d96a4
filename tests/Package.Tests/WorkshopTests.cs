namespace NeuralNet.Gen.Package.Tests;

/// <summary>Tests that share one <see cref="Workshop"/>.</summary>
[CollectionDefinition(Name)]
public sealed class WorkshopTests : ICollectionFixture<Workshop>
{
    public const string Name = "workshop";
}
