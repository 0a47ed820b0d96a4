using System.Globalization;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Passes;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>Prints the summary that IntelliSense shows on hover: layers, shapes, parameters, FLOPs and bytes.</summary>
internal static class SummaryEmitter
{
    public static void Emit(CodeWriter writer, CompiledNetwork network)
    {
        NetworkModel model = network.Model;
        writer.Line("/// <summary>");
        writer.Line($"/// A compiled network: {Number(model.ParameterCount)} parameters.");
        writer.Line("/// <list type=\"table\">");
        writer.Line("/// <listheader><term>Layer</term><description>Output per sample, parameters, FLOPs</description></listheader>");
        foreach (TensorModel input in model.Inputs) Row(writer, Literals.Xml(input.Name), Shape(input.Shape));
        foreach (LayerModel layer in model.Layers)
        {
            string costs = layer.ParameterCount == 0 ? "" : $", {Number(layer.ParameterCount)} parameters, {Number(layer.Flops)} FLOPs";
            Row(writer, $"{Literals.Xml(layer.Name)}: {Literals.Xml(layer.Declaration)}", Shape(layer.OutputShape) + costs);
        }

        writer.Line("/// </list>");
        writer.Line($"/// FLOPs per sample: {Number(InfoEmitter.Flops(network, ProgramKind.Forward))} forward{(model.HasLoss ? $", {Number(InfoEmitter.GradientFlops(network))} with gradients" : "")}.");
        writer.Line($"/// Bytes: {Number(4L * model.ParameterCount)} parameters{(model.HasLoss ? $", as many gradients, {Arena(InfoEmitter.TrainingArena(network), "training")}" : "")}, {Arena(InfoEmitter.PredictionArena(network), "predicted")}.");
        writer.Line("/// </summary>");
    }

    private static string Arena(MemoryPlan plan, string what)
        => $"{Number(4L * plan.FloatsPerSample)} of arena per {what} sample{(plan.FixedFloats == 0 ? "" : $" and {Number(4L * plan.FixedFloats)} once")} (alive at once: {Number(4L * plan.LeastFloatsPerSample)}{(plan.FixedFloats == 0 ? "" : $" and {Number(4L * plan.LeastFixedFloats)}")})";

    private static void Row(CodeWriter writer, string term, string description)
        => writer.Line($"/// <item><term>{term}</term><description>{description}</description></item>");

    private static string Shape(IEnumerable<int> shape) => "[" + string.Join(", ", shape.Select(e => Literals.Int(e))) + "]";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
