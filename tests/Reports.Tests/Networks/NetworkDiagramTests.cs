using System.Text.RegularExpressions;
using Xunit;

namespace NeuralNet.Gen.Reports.Tests.Networks;

public sealed class NetworkDiagramTests
{
    [Fact]
    public void A_chain_goes_from_the_input_to_the_loss()
    {
        string text = DrawnChain.Info.ToMermaid();
        Assert.Equal(
            """
            flowchart TD
                n0(["input<br/>[5]"])
                n1["dense1: Dense(7)<br/>[7]<br/>42 parameters"]
                n2["relu1: Relu<br/>[7]"]
                n3["dropout1: Dropout(0.25)<br/>[7]"]
                n4["dense2: Dense(3)<br/>[3]<br/>24 parameters"]
                n5(["labels<br/>one number"])
                n6{{"loss: softmax_cross_entropy sum mul<br/>one number"}}
                n7("prediction: softmax<br/>[3]")
                n8[/"output<br/>[3]"/]
                n9[/"output as predicted<br/>[3]"/]
                n10[/"loss<br/>one number"/]
                n0 --> n1
                n1 --> n2
                n2 --> n3
                n3 --> n4
                n4 --> n6
                n5 --> n6
                n4 --> n7
                n4 --> n8
                n7 --> n9
                n6 --> n10

            """.ReplaceLineEndings("\n"), text);
        Assert.Equal(text, new DrawnChain(1).ToMermaid());
    }

    [Fact]
    public void Two_layers_of_one_input_do_not_depend_on_each_other()
    {
        NetworkGraph graph = DrawnResidual.Info.Graph;
        Assert.Equal(["x", "x"], Sources(graph, "a").Concat(Sources(graph, "b")));
        GraphNode sum = Assert.Single(graph.Nodes, n => n.Operations is ["add"]);
        Assert.Equal(["x", "norm"], sum.Inputs.Select(i => graph.Nodes[i].Name));
        GraphNode norm = Assert.Single(graph.Nodes, n => n.Name == "norm");
        Assert.Equal(["norm.running_mean", "norm.running_var"], norm.State.Select(s => DrawnResidual.Info.State[s].Name).Order());
        Assert.DoesNotContain("shared", DrawnResidual.Info.ToMermaid());
    }

    [Fact]
    public void A_layer_that_is_called_three_times_stands_there_three_times_and_its_weights_once()
    {
        NetworkGraph graph = DrawnShared.Info.Graph;
        int[] calls = [.. Enumerable.Range(0, graph.Nodes.Length).Where(i => graph.Nodes[i].Name == "twice")];
        Assert.Equal(3, calls.Length);
        Assert.Equal("left", graph.Nodes[Assert.Single(graph.Nodes[calls[0]].Inputs)].Name);
        Assert.Equal(calls[0], Assert.Single(graph.Nodes[calls[1]].Inputs));
        Assert.Equal("right", graph.Nodes[Assert.Single(graph.Nodes[calls[2]].Inputs)].Name);
        string text = DrawnShared.Info.ToMermaid();
        Assert.Single(Regex.Matches(text, "twice.weight \\[5, 5\\]<br/>25 parameters, shared"));
        foreach (int call in calls) Assert.Contains($"p0 -.-> n{call}\n", text);
    }

    [Fact]
    public void Every_parameter_is_read_and_every_edge_points_forward()
    {
        foreach (NetworkInfo info in (NetworkInfo[])[DrawnChain.Info, DrawnResidual.Info, DrawnShared.Info])
        {
            Assert.Equal(Enumerable.Range(0, info.Parameters.Length), info.Graph.Nodes.SelectMany(n => n.Parameters).Distinct().Order());
            for (int i = 0; i < info.Graph.Nodes.Length; i++) Assert.All(info.Graph.Nodes[i].Inputs, input => Assert.InRange(input, 0, i - 1));
            Assert.Equal(info.Inputs.Select(t => t.Name), info.Graph.Nodes.Where(n => n.Kind == GraphNodeKind.Input).Select(n => n.Name));
            Assert.Equal(info.Targets.Select(t => t.Name), info.Graph.Nodes.Where(n => n.Kind == GraphNodeKind.Target).Select(n => n.Name));
        }
    }

    [Fact]
    public void What_Mermaid_would_read_as_its_own_is_escaped()
    {
        NetworkInfo info = Info(new NetworkGraph("input|a\"b<c>#;|||||"));
        Assert.Equal("flowchart TD\n    n0([\"a#34;b#60;c#62;#35;#59;<br/>one number\"])\n", info.ToMermaid());
    }

    [Fact]
    public void A_network_by_hand_has_no_diagram_unless_it_says_how_it_hangs_together()
    {
        Assert.Contains("'Hand'", Assert.Throws<NotSupportedException>(() => Info(NetworkGraph.None).ToMermaid()).Message);
        Assert.Contains("line 1", Assert.Throws<FormatException>(() => Info(new NetworkGraph("nonsense")).ToMermaid()).Message);
    }

    private static IEnumerable<string> Sources(NetworkGraph graph, string name) => graph.Nodes.Single(n => n.Name == name).Inputs.Select(i => graph.Nodes[i].Name);

    private static NetworkInfo Info(NetworkGraph graph) => new()
    {
        Name = "Hand", Inputs = [], Targets = [], Output = new TensorInfo("y", ElementType.Float32, [1]), Prediction = PredictionKind.Values, Parameters = [], Layers = [], ParameterCount = 0, ForwardFlops = 0, GradientFlops = 0,
        Graph = graph,
    };
}
