using System.Reflection;
using System.Runtime.InteropServices;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Emission;

/// <summary>A generated network called through its span methods as a user's program calls them, with one batch of data.</summary>
internal sealed class SpanNetwork
{
    private readonly LabelledCall? _lossOfLabels, _gradientOfLabels;
    private readonly TargetedCall? _lossOfTargets, _gradientOfTargets;
    private readonly LabelledStep? _stepOfLabels;
    private readonly TargetedStep? _stepOfTargets;
    private readonly PredictCall _predict, _forward;

    public SpanNetwork(string layers, int batch, ulong seed = 3)
    {
        Type type = new UserProject($"using NeuralNet.Gen; [Network, {layers}] public sealed partial class Net;").Run().IsClean().Load().GetType("Net")!;
        Network = (INetwork)Activator.CreateInstance(type, seed)!;
        bool labelled = Network.Info.Targets.Any(t => t.ElementType == ElementType.Int32);
        _predict = type.GetMethod("Predict")!.CreateDelegate<PredictCall>(Network);
        _forward = type.GetMethod("Forward")!.CreateDelegate<PredictCall>(Network);
        if (labelled)
        {
            _lossOfLabels = type.GetMethod("Loss")!.CreateDelegate<LabelledCall>(Network);
            _gradientOfLabels = type.GetMethod("Gradient")!.CreateDelegate<LabelledCall>(Network);
            _stepOfLabels = type.GetMethod("Step")!.CreateDelegate<LabelledStep>(Network);
        }
        else
        {
            _lossOfTargets = type.GetMethod("Loss")!.CreateDelegate<TargetedCall>(Network);
            _gradientOfTargets = type.GetMethod("Gradient")!.CreateDelegate<TargetedCall>(Network);
            _stepOfTargets = type.GetMethod("Step")!.CreateDelegate<TargetedStep>(Network);
        }

        var random = new Random(5);
        Input = [.. Enumerable.Range(0, batch * Network.Info.Inputs[0].Length).Select(_ => (float)random.NextDouble() - 0.5f)];
        Targets = labelled ? [] : [.. Enumerable.Range(0, batch * Network.Info.Targets[0].Length).Select(_ => (float)random.NextDouble())];
        Labels = labelled ? [.. Enumerable.Range(0, batch).Select(_ => random.Next(Network.Info.Targets[0].ClassCount))] : [];
        Output = new float[batch * Network.Info.Output.Length];
    }

    private delegate float LabelledCall(ReadOnlySpan<float> input, ReadOnlySpan<int> labels, ThreadTeam? team);

    private delegate float TargetedCall(ReadOnlySpan<float> input, ReadOnlySpan<float> targets, ThreadTeam? team);

    private delegate float LabelledStep(ReadOnlySpan<float> input, ReadOnlySpan<int> labels, Optimizer optimizer, ThreadTeam? team);

    private delegate float TargetedStep(ReadOnlySpan<float> input, ReadOnlySpan<float> targets, Optimizer optimizer, ThreadTeam? team);

    private delegate void PredictCall(ReadOnlySpan<float> input, Span<float> output, ThreadTeam? team);

    public INetwork Network { get; }

    public float[] Input { get; set; }

    public float[] Targets { get; set; }

    public int[] Labels { get; set; }

    public float[] Output { get; set; }

    public float Loss(ThreadTeam? team = null) => _lossOfLabels is { } call ? call(Input, Labels, team) : _lossOfTargets!(Input, Targets, team);

    public float Gradient(ThreadTeam? team = null) => _gradientOfLabels is { } call ? call(Input, Labels, team) : _gradientOfTargets!(Input, Targets, team);

    public float Step(Optimizer optimizer, ThreadTeam? team = null) => _stepOfLabels is { } call ? call(Input, Labels, optimizer, team) : _stepOfTargets!(Input, Targets, optimizer, team);

    public void Predict(ThreadTeam? team = null) => _predict(Input, Output, team);

    public void Predict(ReadOnlySpan<float> input, Span<float> output) => _predict(input, output, null);

    public void Forward(ThreadTeam? team = null) => _forward(Input, Output, team);

    /// <summary>Everything that must not change when a call fails, in every bit.</summary>
    public string State()
        => $"{Network.StepCount} {Convert.ToHexString(MemoryMarshal.AsBytes(Network.Parameters))} {Convert.ToHexString(MemoryMarshal.AsBytes(Network.Gradients))}";
}
