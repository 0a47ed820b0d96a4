using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>Networks as pictures for documents.</summary>
public static class NetworkDiagram
{
    /// <summary>
    /// The network as a Mermaid flowchart: inputs, calls of layers with the shape per sample of what they give and their trained numbers, arithmetic between them, loss and outputs. Parameters that several places share are
    /// drawn once, with a dotted line to each of them. Put it into a code block of the language <c>mermaid</c>.
    /// </summary>
    /// <param name="info">Of the network, for example <c>MnistMlp.Info</c>.</param>
    /// <returns>Lines that end in a line feed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="info"/> is <c>null</c>.</exception>
    /// <exception cref="NotSupportedException">The network was written by hand and its <see cref="NetworkInfo.Graph"/> says nothing.</exception>
    public static string ToMermaid(this NetworkInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        ImmutableArray<GraphNode> nodes = info.Graph.Nodes;
        if (nodes.IsEmpty) throw new NotSupportedException($"'{info.Name}' does not tell how its layers hang together: {nameof(NetworkInfo)}.{nameof(NetworkInfo.Graph)} is empty");
        var declarations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (LayerInfo layer in info.Layers) declarations.TryAdd(layer.Name, layer.Declaration);
        int[] readers = new int[info.Parameters.Length];
        foreach (GraphNode node in nodes)
        {
            foreach (int parameter in node.Parameters) readers[parameter]++;
        }

        var text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < nodes.Length; i++)
        {
            GraphNode node = nodes[i];
            (string open, string close) = node.Kind switch
            {
                GraphNodeKind.Input or GraphNodeKind.Target => ("([", "])"),
                GraphNodeKind.Expression or GraphNodeKind.Prediction => ("(", ")"),
                GraphNodeKind.Loss => ("{{", "}}"),
                GraphNodeKind.Result => ("[/", "/]"),
                _ => ("[", "]"),
            };
            text.Append(CultureInfo.InvariantCulture, $"    n{i}{open}\"{Label(info, node, declarations)}\"{close}\n");
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            foreach (int input in nodes[i].Inputs) text.Append(CultureInfo.InvariantCulture, $"    n{input} --> n{i}\n");
        }

        for (int p = 0; p < readers.Length; p++)
        {
            if (readers[p] < 2) continue;
            ParameterInfo parameter = info.Parameters[p];
            text.Append(CultureInfo.InvariantCulture, $"    p{p}[(\"{Escaped(parameter.Name)} {ShapeText.Of(parameter.Shape.AsSpan())}<br/>{parameter.Length:N0} parameters, shared\")]\n");
            for (int i = 0; i < nodes.Length; i++)
            {
                if (nodes[i].Parameters.Contains(p)) text.Append(CultureInfo.InvariantCulture, $"    p{p} -.-> n{i}\n");
            }
        }

        return text.ToString();
    }

    /// <inheritdoc cref="ToMermaid(NetworkInfo)"/>
    /// <param name="network">A network that the generator compiled.</param>
    public static string ToMermaid(this INetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.Info.ToMermaid();
    }

    private static string Label(NetworkInfo info, GraphNode node, Dictionary<string, string> declarations)
    {
        string operations = string.Join(" ", node.Operations);
        string name = node.Kind switch
        {
            GraphNodeKind.Expression => operations,
            GraphNodeKind.Prediction => "prediction: " + operations,
            GraphNodeKind.Loss => "loss: " + operations,
            GraphNodeKind.Layer => node.Name + ": " + (declarations.TryGetValue(node.Name, out string? declaration) ? declaration : operations),
            _ => node.Name,
        };
        long parameters = node.Parameters.Sum(p => (long)info.Parameters[p].Length);
        string label = Escaped(name) + "<br/>" + (node.Shape.IsEmpty ? "one number" : ShapeText.Of(node.Shape.AsSpan()));
        return parameters == 0 ? label : string.Create(CultureInfo.InvariantCulture, $"{label}<br/>{parameters:N0} parameters");
    }

    /// <summary>Within quotes Mermaid reads entities, <c>#quot;</c> for <c>"</c>, and HTML.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || " .,:_()[]+-*/=".Contains(c)) escaped.Append(c);
            else if (char.IsControl(c)) escaped.Append(' ');
            else if (c < 128) escaped.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else escaped.Append(c);
        }

        return escaped.ToString();
    }
}
