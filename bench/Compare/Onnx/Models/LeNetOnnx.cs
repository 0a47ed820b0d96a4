using Compare.Onnx;

namespace Compare;

/// <summary>The same network in ONNX.</summary>
internal sealed partial class LeNetWorkload
{
    public override Array Inputs => _images;

    public override string BuildOnnx(OnnxGraph graph, string input)
    {
        string x = graph.MaxPool(graph.Relu(graph.Conv(input, "conv2d1", 5, 1, 2, bias: true)), 2);
        x = graph.MaxPool(graph.Relu(graph.Conv(x, "conv2d2", 5, 1, 0, bias: true)), 2);
        x = graph.Add("Flatten", [x]);
        return graph.Softmax(graph.Dense(graph.Relu(graph.Dense(graph.Relu(graph.Dense(x, "dense1")), "dense2")), "dense3"));
    }
}
