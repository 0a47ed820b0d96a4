namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>What networks are made of: branches, repeats, sharing, helpers in other files, containers of tensors; values against plain formulas in double precision.</summary>
public sealed class StructureTests
{
    private static double[] Row(float[] x, int row, int width) => [.. x.Skip(row * width).Take(width).Select(v => (double)v)];

    private static IEnumerable<double> ByRow(float[] x, int width, Func<double[], double[]> f) => Enumerable.Range(0, x.Length / width).SelectMany(r => f(Row(x, r, width)));

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double[] Map(double[] a, Func<double, double> f) => [.. a.Select(f)];

    [Fact]
    public void A_residual_block_in_another_file_is_repeated_with_weights_of_its_own()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(
            "static Tensor Forward([Shape(3)] Tensor x) { for (int i = 0; i < Blocks.Depth; i++) x = Blocks.Block(x, i % 2 == 0); return x; }",
            "static class Blocks { public const int Depth = 3; public static Tensor Block(Tensor x, bool wide) => x + x.Dense(wide ? 5 : 2).Tanh().Dense(3); }").WithNumbers();
        Assert.Equal(
            ["block.0.dense.0.weight", "block.0.dense.0.bias", "block.0.dense.1.weight", "block.0.dense.1.bias", "block.1.dense.0.weight", "block.1.dense.0.bias", "block.1.dense.1.weight",
                "block.1.dense.1.bias", "block.2.dense.0.weight", "block.2.dense.0.bias", "block.2.dense.1.weight", "block.2.dense.1.bias"],
            net.Paths);
        Assert.Equal([5, 2, 5], Enumerable.Range(0, 3).Select(i => net.Network.Info.Parameters[4 * i].Shape[0]));
        float[] x = EvaluatedNetwork.Numbers(9);
        EvaluatedNetwork.Near(ByRow(x, 3, row =>
        {
            for (int i = 0; i < 3; i++) row = Sum(row, net.Dense($"block.{i}.dense.1", Map(net.Dense($"block.{i}.dense.0", row), Math.Tanh)));
            return row;
        }), net.Predict(x));
    }

    [Fact]
    public void A_layer_object_shares_its_weights_and_its_gradient_is_the_sum_of_all_uses()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            static Tensor Forward([Shape(4)] Tensor x)
            {
                var shared = new Dense(4);
                var end = new Dense(units: 2, bias: false, name: "end");
                Tensor h = shared.Of(shared.Of(x).Tanh());
                return end.Of(h) - 0.5f * end.Of(x);
            }

            static Scalar Loss(Tensor y, [Shape(2)] Tensor wanted) => MeanSquaredError(y, wanted);
            """).WithNumbers();
        Assert.Equal(["dense.weight", "dense.bias", "end.weight"], net.Paths);
        float[] x = EvaluatedNetwork.Numbers(12);
        double[] end = net.Parameter("end.weight");
        double[] End(double[] v) => [.. Enumerable.Range(0, 2).Select(u => v.Select((a, i) => a * end[(u * 4) + i]).Sum())];
        EvaluatedNetwork.Near(ByRow(x, 4, row => Sum(End(net.Dense("dense", Map(net.Dense("dense", row), Math.Tanh))), Map(End(row), v => -0.5 * v))), net.Predict(x));
        net.HasRightGradients(net.Batch(x, EvaluatedNetwork.Numbers(6, seed: 4)));
    }

    [Fact]
    public void Forward_takes_several_inputs()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            static Tensor Forward([Shape(3)] Tensor image, [Shape(2)] Tensor state) => (image.Dense(4) * state.Dense(4)).Sigmoid().Dense(1, name: "head");

            static Scalar Loss(Tensor score, [Shape(1)] Tensor wanted) => Huber(score, wanted, delta: 2f);
            """).WithNumbers();
        Assert.Equal(["image", "state"], net.Network.Info.Inputs.Select(i => i.Name));
        Assert.Equal(["wanted"], net.Network.Info.Targets.Select(t => t.Name));
        float[] image = EvaluatedNetwork.Numbers(15), state = EvaluatedNetwork.Numbers(10, seed: 7);
        IEnumerable<double> expected = Enumerable.Range(0, 5).SelectMany(r =>
        {
            double[] a = net.Dense("dense.0", Row(image, r, 3)), b = net.Dense("dense.1", Row(state, r, 2));
            return net.Dense("head", [.. a.Zip(b, (u, v) => 1 / (1 + Math.Exp(-u * v)))]);
        });
        EvaluatedNetwork.Near(expected, net.Predict(image, state));
        net.HasRightGradients(net.Batch(image, state, EvaluatedNetwork.Numbers(5, seed: 2)));
        Type spans = net.Network.Instance.GetType();
        Assert.NotNull(spans.GetMethod("Predict", [typeof(ReadOnlySpan<float>), typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(ThreadTeam)]));
        Assert.NotNull(spans.GetMethod("Step", [typeof(ReadOnlySpan<float>), typeof(ReadOnlySpan<float>), typeof(ReadOnlySpan<float>), typeof(Optimizer), typeof(ThreadTeam)]));
    }

    [Fact]
    public void Tensors_stand_in_records_tuples_arrays_lists_and_dictionaries_of_lambdas()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            record State(Tensor H, Tensor C, int Steps = 0);
            record struct Wrapped<T>(T Value);

            static Tensor Forward([Shape(2)] Tensor x)
            {
                var state = new State(x.Dense(2, name: "start"), C: x);
                var cell = new Dense(2, name: "cell");
                while (state.Steps < 3) state = Advance(state, cell);
                (Tensor h, Tensor c) = (state.H, state.C);
                Tensor[] parts = [h, c, -h];
                var list = new List<Tensor>(parts) { x };
                list[1] *= 2;
                Func<Tensor, Tensor>[] heads = new Func<Tensor, Tensor>[2];
                for (int i = 0; i < heads.Length; i++) { int scale = i + 1; heads[i] = t => t * scale; }
                Tensor sum = 0f;
                foreach (Tensor t in list) sum += heads[1](t);
                return new Wrapped<Tensor>(sum + heads[0](x)).Value;
            }

            static State Advance(State s, Dense cell) => s with { H = cell.Of(s.H).Tanh(), C = s.C + s.H, Steps = s.Steps + 1 };
            """).WithNumbers();
        Assert.Equal(["start.weight", "start.bias", "cell.weight", "cell.bias"], net.Paths);
        float[] x = EvaluatedNetwork.Numbers(6);
        EvaluatedNetwork.Near(ByRow(x, 2, row =>
        {
            double[] h = net.Dense("start", row), c = row;
            for (int i = 0; i < 3; i++) (h, c) = (Map(net.Dense("cell", h), Math.Tanh), Sum(c, h));
            return [.. Enumerable.Range(0, 2).Select(i => (2 * (h[i] + (2 * c[i]) - h[i] + row[i])) + row[i])];
        }), net.Predict(x));
    }

    [Fact]
    public void Helpers_may_be_generic_recursive_and_call_each_other()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of(
            """
            static Tensor Forward([Shape(4)] Tensor x)
            {
                Tensor Down(Tensor t, int n) => n == 0 ? t : Up(t.Dense(n, bias: false), n);
                Tensor Up(Tensor t, int n) { Tensor y = Down(t.Relu(), n - 1); return y; }
                return Tree.Fold(Tree.Same(Down(x, 3)), 2, t => t.Dense(2));
            }
            """,
            """
            static class Tree
            {
                public static T Same<T>(T value) => value;
                public static T Fold<T>(T value, int times, Func<T, T> f) => times <= 0 ? value : Fold(f(value), times - 1, f);
            }
            """).WithNumbers();
        Assert.Equal([[3, 4], [2, 3], [1, 2], [2, 1], [2], [2, 2], [2]], net.Network.Info.Parameters.Select(p => p.Shape.ToArray()));
        Assert.Equal(["down.dense.weight", "down.up.down.dense.weight", "down.up.down.up.down.dense.weight", "fold.dense.weight", "fold.dense.bias", "fold.fold.dense.weight", "fold.fold.dense.bias"], net.Paths);
    }

    [Fact]
    public void Sizes_steer_and_shapes_change()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            static Tensor Forward([Shape(2, 3)] Tensor x)
            {
                if (x.Rank != 3) throw new InvalidOperationException("rank");
                int rows = x.Size(1), columns = x.Size(-1);
                Tensor flat = x.Flatten();
                for (int width = flat.Size(1); width > 2; width /= 2) flat = flat.Dense(width);
                return flat.Reshape(columns, rows / 2).Reshape(columns * 1) * 2;
            }
            """);
        Assert.Equal([[6, 6], [6], [3, 6], [3]], net.Network.Info.Parameters.Select(p => p.Shape.ToArray()));
        Assert.Equal([3], net.Network.Info.Output.Shape);
        Assert.Equal(["x"], net.Network.Info.Inputs.Select(i => i.Name));
    }

    [Fact]
    public void Paths_count_within_their_scope_and_name_sets_the_whole_path()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            static Tensor Forward([Shape(2)] Tensor x)
            {
                x = x.Dense(2, name: "stem");
                x = x.Dense(2);
                for (int i = 0; i < 2; i++) x = Encode(x).Dense(2, name: $"model.layers.{i}.mlp");
                x = Head(x);
                return Head_2(x);
            }

            static Tensor Encode(Tensor x) => Inner(Inner(x)).Dense(2);
            static Tensor Inner(Tensor x) => x.Dense(2);
            static Tensor Head(Tensor x) => x.Dense(2);
            static Tensor Head_2(Tensor x) => x.Dense(2, bias: false).Dense(2, bias: false);
            """);
        Assert.Equal(
            ["stem", "dense", "encode.0.inner.0.dense", "encode.0.inner.1.dense", "encode.0.dense", "model.layers.0.mlp", "encode.1.inner.0.dense", "encode.1.inner.1.dense", "encode.1.dense",
                "model.layers.1.mlp", "head.dense", "head_2.dense.0", "head_2.dense.1"],
            net.Paths.Select(p => p[..p.LastIndexOf('.')]).Distinct());
        Type type = net.Network.Instance.GetType();
        Assert.NotNull(type.GetProperty("Encode0Inner1Dense"));
        Assert.NotNull(type.GetProperty("ModelLayers1Mlp"));
    }

    [Fact]
    public void Dropout_acts_in_training_alone_and_each_use_draws_its_own_mask()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            static Tensor Forward([Shape(64)] Tensor x) => x.Dropout() - x.Dropout() + x.Dense(64, name: "zero") * 1e-9f;
            static Scalar Loss(Tensor y) => (y * y).Mean();
            """);
        float[] x = [.. Enumerable.Repeat(1f, 128)];
        Batch batch = net.Batch(x);
        Assert.InRange(net.Network.Instance.Loss(batch), 0f, 1e-12f);
        Assert.InRange(net.Network.Instance.Gradient(batch), 1f, 3f);
    }

    [Fact]
    public void Names_that_generated_code_uses_may_be_used_by_the_user()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("""
            static Tensor Forward([Shape(2)] Tensor output, [Shape(2)] Tensor @in, [Shape(2)] Tensor pointer0, [Shape(2)] Tensor Guard, [Shape(2)] Tensor _parameters, [Shape(2)] Tensor guard)
                => (output + @in * pointer0 - Guard + _parameters * guard).Dense(2);

            static Scalar Loss(Tensor loss, [Shape(2)] Tensor guard, [Shape(2)] Tensor batch, [Shape(2)] Tensor arena) => (loss - guard + batch * arena).Mean();
            """).WithNumbers();
        Assert.Equal(["outputValues", "inValues", "pointer0Values", "guard", "parameters", "guard2"], net.Network.Info.Inputs.Select(i => i.Name));
        Assert.Equal(["guard3", "batchValues", "arena"], net.Network.Info.Targets.Select(i => i.Name));
        float[][] x = [.. Enumerable.Range(1, 6).Select(seed => EvaluatedNetwork.Numbers(6, seed))];
        IEnumerable<double> expected = Enumerable.Range(0, 3).SelectMany(r =>
            net.Dense("dense", [.. Enumerable.Range(2 * r, 2).Select(i => (double)x[0][i] + (x[1][i] * x[2][i]) - x[3][i] + (x[4][i] * x[5][i]))]));
        EvaluatedNetwork.Near(expected, net.Predict(x));
    }

    [Fact]
    public void An_input_may_be_left_unused_and_may_leave_as_it_came()
    {
        EvaluatedNetwork net = EvaluatedNetwork.Of("static Tensor Forward([Shape(3)] Tensor x, [Shape(5)] Tensor unused) => x;");
        float[] x = EvaluatedNetwork.Numbers(6);
        Assert.Equal(x, net.Predict(x, new float[10]));
    }
}
