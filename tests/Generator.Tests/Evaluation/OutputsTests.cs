using System.Reflection;

namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>Forward methods that return a tuple.</summary>
public sealed class OutputsTests
{
    private const string Members = """
        static (Tensor Scores, Tensor Value) Forward([Shape(3)] Tensor x)
        {
            Tensor h = x.Dense(5, name: "trunk").Tanh();
            return (h.Dense(4, name: "policy"), h.Dense(1, name: "value"));
        }

        static Scalar Loss(Tensor scores, Tensor value, Tokens moves, [Shape(1)] Tensor results) => CrossEntropy(scores, moves) + 0.5f * MeanSquaredError(value, results);

        public void All(float[] x, float[] scores, float[] values, ThreadTeam? team, bool probabilities)
        {
            if (probabilities) Predict(x, scores, values, team);
            else Forward(x, scores, values, team);
        }
        """;

    private static readonly float[] X = EvaluatedNetwork.Numbers(3 * 150);

    private static void All(EvaluatedNetwork net, float[] scores, float[] values, ThreadTeam? team, bool probabilities)
        => net.Network.Instance.GetType().GetMethod("All")!.Invoke(net.Network.Instance, BindingFlags.DoNotWrapExceptions, null, [X, scores, values, team, probabilities], null);

    [Fact]
    public void Each_output_has_a_span_named_after_its_element_and_its_own_meaning()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Members).WithNumbers();
        NetworkInfo info = net.Network.Info;
        Assert.Equal(["scores", "value"], info.Outputs.Select(o => o.Name));
        Assert.Equal([4, 1], info.Outputs.Select(o => o.Length));
        Assert.Same(info.Outputs[0], info.Outputs[0]);
        Assert.Equal(("scores", 4), (info.Output.Name, info.Output.Length));
        Assert.Equal(PredictionKind.ClassProbabilities, info.Prediction);
        System.Reflection.ParameterInfo[] parameters = net.Network.Instance.GetType().GetMethods().Single(m => m.Name == "Predict" && m.DeclaringType!.Name == "Net").GetParameters();
        Assert.Equal(["x", "scores", "value", "team"], parameters.Select(p => p.Name));

        double[][] hidden = [.. Enumerable.Range(0, 150).Select(r => (double[])[.. net.Dense("trunk", [.. X.Skip(3 * r).Take(3).Select(v => (double)v)]).Select(Math.Tanh)])];
        double[][] scores = [.. hidden.Select(h => net.Dense("policy", h))];
        float[] first = new float[600], second = new float[150];
        All(net, first, second, null, probabilities: false);
        EvaluatedNetwork.Near(scores.SelectMany(s => s), first);
        EvaluatedNetwork.Near(hidden.SelectMany(h => net.Dense("value", h)), second);
        All(net, first, second, null, probabilities: true);
        EvaluatedNetwork.Near(scores.SelectMany(s => s.Select(v => Math.Exp(v) / s.Sum(Math.Exp))), first);
        EvaluatedNetwork.Near(hidden.SelectMany(h => net.Dense("value", h)), second);
        Assert.Equal(first, net.Predict(X));

        int[] moves = [.. Enumerable.Range(0, 150).Select(i => i % 4)];
        float[] results = EvaluatedNetwork.Numbers(150, seed: 9);
        double expected = scores.Select((s, i) => Math.Log(s.Sum(Math.Exp)) - s[moves[i]]).Average() + (0.5 * hidden.Select((h, i) => Math.Pow(net.Dense("value", h)[0] - results[i], 2)).Average());
        Batch batch = net.Batch(X, moves, results);
        Assert.InRange(net.Network.Instance.Loss(batch), expected - 1e-4, expected + 1e-4);
        net.HasRightGradients(batch);
    }

    [Fact]
    public void A_team_writes_the_same_bits_and_a_wrong_length_is_refused()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Members).WithNumbers();
        float[] first = new float[600], second = new float[150], firstAgain = new float[600], secondAgain = new float[150];
        All(net, first, second, null, probabilities: true);
        using var team = new ThreadTeam(3);
        All(net, firstAgain, secondAgain, team, probabilities: true);
        Assert.Equal(first, firstAgain);
        Assert.Equal(second, secondAgain);
        Assert.Contains("value", Assert.ThrowsAny<ArgumentException>(() => All(net, first, new float[149], null, probabilities: false)).Message);
        Assert.Contains("scores", Assert.ThrowsAny<ArgumentException>(() => All(net, [], second, null, probabilities: false)).Message);
    }

    [Fact]
    public void An_empty_span_leaves_an_output_out()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(Members).WithNumbers();
        float[] first = new float[600], second = new float[150], alone = new float[600];
        All(net, first, second, null, probabilities: false);
        All(net, alone, [], null, probabilities: false);
        Assert.Equal(first, alone);
        using var team = new ThreadTeam(2);
        alone.AsSpan().Clear();
        All(net, alone, [], team, probabilities: false);
        Assert.Equal(first, alone);
    }

    [Fact]
    public void Outputs_without_names_are_numbered_and_may_be_values_on_the_way_or_the_same_twice()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            static (Tensor, Tensor, Tensor, Tensor) Forward([Shape(4)] Tensor output1)
            {
                Tensor h = output1.Dense(4).Relu();
                Tensor y = h.Dense(4);
                return (y, h.Reshape(2, 2), output1, y);
            }

            public void All(float[] x, float[] a, float[] b, float[] c, float[] d) => Predict(x, a, b, c, d);
            """).WithNumbers();
        Assert.Equal(["output12", "output2", "output3", "output4"], net.Network.Info.Outputs.Select(o => o.Name));
        Assert.Equal([[4], [2, 2], [4], [4]], net.Network.Info.Outputs.Select(o => o.Shape.ToArray()));
        float[] x = EvaluatedNetwork.Numbers(12);
        float[][] outputs = [new float[12], new float[12], new float[12], new float[12]];
        net.Network.Instance.GetType().GetMethod("All")!.Invoke(net.Network.Instance, [x, .. outputs]);
        double[][] hidden = [.. Enumerable.Range(0, 3).Select(r => (double[])[.. net.Dense("dense.0", [.. x.Skip(4 * r).Take(4).Select(v => (double)v)]).Select(v => Math.Max(v, 0))])];
        EvaluatedNetwork.Near(hidden.SelectMany(h => net.Dense("dense.1", h)), outputs[0]);
        EvaluatedNetwork.Near(hidden.SelectMany(h => h), outputs[1]);
        Assert.Equal(x, outputs[2]);
        Assert.Equal(outputs[0], outputs[3]);
    }

    [Fact]
    public void One_output_stays_as_it_was()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("static Tensor Forward([Shape(4)] Tensor x) => x.Dense(2);");
        Assert.Equal([net.Network.Info.Output], net.Network.Info.Outputs);
        Assert.Contains("public void Predict(ReadOnlySpan<float> x, Span<float> output, ThreadTeam? team = null)", net.Run.Files["Net.g.cs"]);
        Assert.DoesNotContain("Outputs =", net.Run.Files["Net.g.cs"]);
    }
}
