using Compare.Onnx;

namespace Compare;

/// <summary>The same network in ONNX.</summary>
internal sealed partial class ResNetWorkload
{
    public override Array Inputs => _images;

    public override string BuildOnnx(OnnxGraph graph, string input)
    {
        string x = graph.Relu(Convolve(graph, input, "", "", 3, 1));
        x = AddBlock(graph, x, "block.0.", 1);
        x = AddBlock(graph, x, "block.1.", 2);
        x = AddBlock(graph, x, "block.2.", 2);
        return graph.Softmax(graph.Dense(graph.Add("Flatten", [graph.Add("GlobalAveragePool", [x])]), "dense"));
    }

    private static string AddBlock(OnnxGraph graph, string x, string path, int stride)
    {
        string y = graph.Relu(Convolve(graph, x, path, ".0", 3, stride));
        y = Convolve(graph, y, path, ".1", 3, 1);
        string way = stride == 1 ? x : Convolve(graph, x, path, ".2", 1, stride);
        return graph.Relu(graph.Add("Add", [y, way]));
    }

    private static string Convolve(OnnxGraph graph, string x, string path, string number, int kernel, int stride)
        => graph.BatchNorm(graph.Conv(x, $"{path}conv2d{number}", kernel, stride, kernel / 2, bias: false), $"{path}batchNorm{number}");
}
