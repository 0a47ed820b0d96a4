using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Layers;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Passes;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Prints a network's <c>NetworkInfo</c> as an expression.</summary>
internal static class InfoEmitter
{
    public static string Emit(CompiledNetwork network)
    {
        NetworkModel model = network.Model;
        TensorModel[] outputs = [.. Outputs(network, ProgramKind.Predict)];
        var writer = new CodeWriter();
        using (writer.Block("new()"))
        {
            writer.Line($"Name = {Literals.String(model.Type.PlainName.TrimStart('@'))},");
            writer.Line($"Inputs = [{string.Join(", ", model.Inputs.Select(Tensor))}],");
            writer.Line($"Targets = [{string.Join(", ", model.Targets.Select(Tensor))}],");
            writer.Line($"Output = {Tensor(outputs[0])},");
            if (outputs.Length > 1) writer.Line($"Outputs = [{string.Join(", ", outputs.Select(Tensor))}],");
            writer.Line($"Prediction = PredictionKind.{model.Prediction},");
            List(writer, "Parameters", model.Parameters.Select((p, i) =>
                $"new({Literals.String(p.Path)}, {Literals.Ints(p.Shape)}, {Literals.Int(p.Offset)}, {Literals.Ints(p.Strides)}){(network.SparseTables.Any(t => t.Parameter == i) ? " { SparseGradient = true }" : "")}"));
            if (model.States.Count > 0) List(writer, "State", model.States.Select(p => $"new({Literals.String(p.Path)}, {Literals.Ints(p.Shape)}, {Literals.Int(p.Offset)}, {Literals.Ints(p.Strides)})"));
            List(writer, "Layers", model.Layers.Select(l => $"new({Literals.String(l.Name)}, {Literals.String(l.Declaration)}, {Literals.Ints(l.OutputShape)}, {Literals.Int(l.ParameterCount)}, {Literals.Int(l.Flops)})"));
            writer.Line($"Graph = new({Literals.String(FlowEmitter.Emit(model))}),");
            writer.Line($"ParameterCount = ParameterCount,");
            writer.Line($"ForwardFlops = {Literals.Int(Flops(network, ProgramKind.Forward))},");
            writer.Line($"GradientFlops = {Literals.Int(GradientFlops(network))},");
            if (network.Model.HasLoss)
            {
                writer.Line($"TrainingArena = {TeamArena(network[ProgramKind.Gradient])},");
                writer.Line($"LossArena = {TeamArena(network[ProgramKind.Loss])},");
            }

            writer.Line($"PredictionArena = {Arena(PredictionArena(network))},");
            writer.Line($"Memory = new({Literals.String(BufferEmitter.Emit(network))}),");
            writer.Line($"PredictionBlock = {Literals.Int(network[ProgramKind.Predict].Memory.BlockRows)},");
        }

        return writer.ToString().TrimEnd('\n').Replace("\n", "\n    ");
    }

    /// <summary>What a block program writes, in order.</summary>
    public static IEnumerable<TensorModel> Outputs(CompiledNetwork network, ProgramKind kind)
    {
        KernelProgram program = network[kind].Program;
        return program.Graph.Outputs.OrderBy(o => o.Index).Select((o, i) =>
            new TensorModel(network.Model.OutputNames[i], ElementKind.Float32, new EquatableArray<int>(program.Graph[o.Value].Type.Dims.Where(d => d != TensorType.Batch)), 0));
    }

    public static long Flops(CompiledNetwork network, ProgramKind kind) => network[kind].FlopsPerSample;

    public static long GradientFlops(CompiledNetwork network) => network.Model.HasLoss ? Flops(network, ProgramKind.Gradient) : 0;

    public static MemoryPlan TrainingArena(CompiledNetwork network) => network[ProgramKind.Gradient].Memory;

    /// <summary>A prediction that goes on from the forward program's output takes that program's memory first, then its own in the same place.</summary>
    public static MemoryPlan PredictionArena(CompiledNetwork network)
    {
        CompiledProgram program = network[ProgramKind.Predict];
        MemoryPlan own = program.Memory;
        return program.Follows is not { Memory: var first } ? own : own with
        {
            FixedFloats = Math.Max(own.FixedFloats, first.FixedFloats),
            FloatsPerSample = Math.Max(own.FloatsPerSample, first.FloatsPerSample),
            LeastFixedFloats = Math.Max(own.LeastFixedFloats, first.LeastFixedFloats),
            LeastFloatsPerSample = Math.Max(own.LeastFloatsPerSample, first.LeastFloatsPerSample),
            Granularity = Math.Max(own.Granularity, first.Granularity),
        };
    }

    private static string TeamArena(CompiledProgram program)
        => Arena(program.Memory) + (program.Micro is { } micro ? $" {{ SamplesAtATime = {Literals.Int(micro.Samples)}, WholeBytesPerSample = {Literals.Int(4L * program.Memory.WholeFloats)} }}" : "");

    private static string Arena(MemoryPlan plan)
        => $"new({string.Join(", ", new[] { 4L * plan.FixedFloats, 4L * plan.FloatsPerSample, 4L * plan.LeastFixedFloats, 4L * plan.LeastFloatsPerSample, plan.Granularity }.Select(n => Literals.Int(n)))})";

    private static void List(CodeWriter writer, string name, IEnumerable<string> items)
    {
        writer.Line($"{name} =");
        writer.Line("[");
        foreach (string item in items) writer.Line("    " + item + ",");
        writer.Line("],");
    }

    private static string Tensor(TensorModel tensor)
        => $"new({Literals.String(tensor.Name)}, ElementType.{tensor.Element}, {Literals.Ints(tensor.Shape)}{(tensor.ClassCount > 0 ? ", " + Literals.Int(tensor.ClassCount) : "")}){(tensor.Ignored is { } ignored ? $" {{ IgnoredLabel = {Literals.Int(ignored)} }}" : "")}";
}
