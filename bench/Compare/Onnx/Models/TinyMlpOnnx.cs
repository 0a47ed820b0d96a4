using Compare.Onnx;

namespace Compare;

/// <summary>The same network in ONNX.</summary>
internal sealed partial class TinyMlpWorkload
{
    public override Array Inputs => _features;

    public override string BuildOnnx(OnnxGraph graph, string input)
        => graph.Softmax(graph.Dense(graph.Relu(graph.Dense(graph.Relu(graph.Dense(input, "dense1")), "dense2")), "dense3"));
}
