using Compare.Onnx;

namespace Compare;

/// <summary>The same network in ONNX.</summary>
internal sealed partial class CharGptWorkload
{
    public override Array Inputs => _text;

    public override string BuildOnnx(OnnxGraph graph, string input)
    {
        // Rows of all places of all samples, as one matrix: a product with bias is one operator then.
        long rows = graph.Batch * CharGpt.Context;
        string embedding = graph.Weight("embedding.weight");
        string x = graph.Add("Add", [graph.Add("Gather", [embedding, input]), graph.Weight("position.weight")]);
        x = graph.Reshape(x, rows, CharGpt.Width);
        for (int i = 0; i < CharGpt.Depth; i++) x = AddBlock(graph, x, $"block.{i}.");
        x = graph.Add("MatMul", [graph.LayerNorm(x, "layerNorm"), graph.Transposed("embedding.weight")]);
        return graph.Softmax(graph.Reshape(x, graph.Batch, CharGpt.Context, CharGpt.Vocabulary));
    }

    private static string AddBlock(OnnxGraph graph, string x, string path)
    {
        x = graph.Add("Add", [x, Attention(graph, graph.LayerNorm(x, path + "layerNorm.0"), path + "causalSelfAttention.")]);
        string y = graph.Add("Gelu", [graph.Dense(graph.LayerNorm(x, path + "layerNorm.1"), path + "dense.0")]);
        return graph.Add("Add", [x, graph.Dense(y, path + "dense.1")]);
    }

    private static string Attention(OnnxGraph graph, string x, string path)
    {
        const int Size = CharGpt.Width / CharGpt.Heads;
        string query = graph.Add("Mul", [Heads("query", 0, 2, 1, 3), graph.Constant("scale", [], 1 / MathF.Sqrt(Size))]);
        string scores = graph.Add("MatMul", [query, Heads("key", 0, 2, 3, 1)]);
        var past = new bool[CharGpt.Context * CharGpt.Context];
        for (int i = 0; i < past.Length; i++) past[i] = i % CharGpt.Context <= i / CharGpt.Context;
        string masked = graph.Add("Where", [graph.Constant("past", [CharGpt.Context, CharGpt.Context], past), scores, graph.Constant("never", [], float.NegativeInfinity)]);
        string y = graph.Add("MatMul", [graph.Softmax(masked), Heads("value", 0, 2, 1, 3)]);
        return graph.Dense(graph.Reshape(graph.Transpose(y, 0, 2, 1, 3), graph.Batch * CharGpt.Context, CharGpt.Width), path + "output");

        string Heads(string projection, params long[] order)
            => graph.Transpose(graph.Reshape(graph.Dense(x, path + projection), graph.Batch, CharGpt.Context, CharGpt.Heads, Size), order);
    }
}
