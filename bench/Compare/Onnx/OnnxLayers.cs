namespace Compare.Onnx;

/// <summary>PyTorch's layers as ONNX operators, by the names of their parameters.</summary>
internal static class OnnxLayers
{
    /// <summary>Linear over rows: [rows, in] to [rows, out].</summary>
    public static string Dense(this OnnxGraph graph, string x, string name) => graph.Add("Gemm", [x, graph.Weight(name + ".weight"), graph.Weight(name + ".bias")], ("transB", 1));

    public static string Relu(this OnnxGraph graph, string x) => graph.Add("Relu", [x]);

    public static string Softmax(this OnnxGraph graph, string x) => graph.Add("Softmax", [x], ("axis", -1));

    public static string Conv(this OnnxGraph graph, string x, string name, int kernel, int stride, int padding, bool bias)
    {
        string weight = graph.Weight(name + ".weight");
        return graph.Add(
            "Conv",
            bias ? [x, weight, graph.Weight(name + ".bias")] : [x, weight],
            ("kernel_shape", [kernel, kernel]), ("strides", [stride, stride]), ("pads", [padding, padding, padding, padding]));
    }

    public static string MaxPool(this OnnxGraph graph, string x, int window) => graph.Add("MaxPool", [x], ("kernel_shape", [window, window]), ("strides", [window, window]));

    public static string BatchNorm(this OnnxGraph graph, string x, string name) => graph.Add(
        "BatchNormalization",
        [x, graph.Weight(name + ".weight"), graph.Weight(name + ".bias"), graph.Weight(name + ".running_mean"), graph.Weight(name + ".running_var")],
        ("epsilon", 1e-5f));

    public static string LayerNorm(this OnnxGraph graph, string x, string name)
        => graph.Add("LayerNormalization", [x, graph.Weight(name + ".weight"), graph.Weight(name + ".bias")], ("axis", -1), ("epsilon", 1e-5f));

    public static string Reshape(this OnnxGraph graph, string x, params long[] shape)
        => graph.Add("Reshape", [x, graph.Constant("shape_" + string.Join("_", shape), shape)]);

    public static string Transpose(this OnnxGraph graph, string x, params long[] order) => graph.Add("Transpose", [x], ("perm", order));

    /// <summary>
    /// The hidden state after the last step, [batch, units]. ONNX wants the time first, and the gates of an LSTM as input, output, forget, cell where PyTorch
    /// has input, forget, cell, output.
    /// </summary>
    public static string Lstm(this OnnxGraph graph, string x, string name, int units) => Recurrent(graph, "LSTM", x, name, units, [0, 3, 1, 2]);

    /// <summary>
    /// The hidden state after the last step, [batch, units]. ONNX has the gates as update, reset, new where PyTorch has reset, update, new; PyTorch resets after the
    /// recurrent product.
    /// </summary>
    public static string Gru(this OnnxGraph graph, string x, string name, int units) => Recurrent(graph, "GRU", x, name, units, [1, 0, 2], ("linear_before_reset", 1));

    private static string Recurrent(OnnxGraph graph, string op, string x, string name, int units, int[] order, params OnnxAttribute[] attributes)
    {
        string[] inputs =
        [
            graph.Transpose(x, 1, 0, 2),
            graph.Gates(name + ".W", order, name + ".weight_ih_l0"),
            graph.Gates(name + ".R", order, name + ".weight_hh_l0"),
            graph.Gates(name + ".B", order, name + ".bias_ih_l0", name + ".bias_hh_l0"),
        ];
        return graph.Reshape(graph.Add(op, inputs, 1, [("hidden_size", units), .. attributes]), graph.Batch, units);
    }
}
