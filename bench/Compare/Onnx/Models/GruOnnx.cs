using Compare.Onnx;

namespace Compare;

/// <summary>The same network in ONNX.</summary>
internal sealed partial class GruWorkload
{
    public override Array Inputs => _images;

    public override string BuildOnnx(OnnxGraph graph, string input)
        => graph.Softmax(graph.Dense(graph.Gru(input, "gru", 128), "dense"));
}
