using Compare.Onnx;

namespace Compare;

/// <summary>The same network in ONNX.</summary>
internal sealed partial class LstmWorkload
{
    public override Array Inputs => _images;

    public override string BuildOnnx(OnnxGraph graph, string input)
        => graph.Softmax(graph.Dense(graph.Lstm(input, "lstm", 128), "dense"));
}
