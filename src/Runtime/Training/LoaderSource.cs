using System.Diagnostics.CodeAnalysis;

namespace NeuralNet.Gen;

/// <summary>Batches from a <see cref="DataLoader"/>, which stays its owner's.</summary>
internal sealed class LoaderSource(DataLoader loader) : BatchSource
{
    public override int Count => loader.SamplesPerEpoch;

    public override int BatchesPerEpoch => loader.BatchesPerEpoch;

    public override void Start(int epoch, int firstBatch) => loader.Start(epoch, firstBatch);

    public override bool Next([NotNullWhen(true)] out Batch? batch) => loader.Next(out batch);

    public override int SampleNumber(int index) => loader.Samples[index];
}
