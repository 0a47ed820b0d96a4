using System.Globalization;
using System.Text;
using CsCheck;

namespace NeuralNet.Gen.Generator.Tests.Properties;

/// <summary>
/// Draws one network, a statement at a time: a value that stands already, then something that fits its shape. What nothing has read in the end is joined to the output, so that
/// every parameter reaches the loss. Compositions keep away from poles; kinks are the comparison's business.
/// </summary>
internal sealed partial class NetworkDraw
{
    private const int MostNumbers = 160, MostParameters = 260;

    private readonly PCG _random;
    private readonly StringBuilder _body = new();
    private readonly List<string> _inputs = [];
    private readonly List<Drawn> _values = [];
    private readonly HashSet<string> _read = [];
    private readonly int _batch;
    private int _parameters;
    private int _names;

    public NetworkDraw(PCG random)
    {
        _random = random;
        _batch = 1 + Below(5);
    }

    /// <summary>A value by name, its shape without the batch, and about how large its numbers are.</summary>
    private sealed record Drawn(string Name, int[] Shape, bool IsBatched, double Bound)
    {
        public int Rank => Shape.Length;

        public int Last => Shape[^1];

        public int Length => Shape.Aggregate(1, (a, b) => a * b);
    }

    /// <summary>The next statement.</summary>
    private sealed record Step(string Expression, int[] Shape, double Bound)
    {
        public int Parameters { get; init; }

        /// <summary>An input of the method that it needs.</summary>
        public string? Input { get; init; }

        public bool? IsBatched { get; init; }

        /// <summary>Statements before it.</summary>
        public string Before { get; init; } = "";

        /// <summary>Other values that it reads.</summary>
        public Drawn[] Reads { get; init; } = [];

        /// <summary>Other values that it makes.</summary>
        public Drawn[] Also { get; init; } = [];
    }

    public int Statements { get; private set; }

    public DrawnNetwork Run()
    {
        int inputs = Chance(4) ? 2 : 1;
        for (int i = 0; i < inputs; i++) Begin();
        if (Chance(3))
        {
            int rows = Size(), width = Size();
            Add(new Step($"Position({rows}, {width}, 0.5f)", [rows, width], 1.5) { IsBatched = false, Parameters = rows * width });
        }

        for (int wanted = 2 + Below(9), tries = 0; wanted > 0 && tries < 200; tries++)
        {
            Drawn value = Chance(2) ? _values[^1] : Any(_values);
            Step? step = Next(value);
            if (step is null || step.Shape.Aggregate(1, (a, b) => a * b) > MostNumbers || step.Shape.Length > 4 || _parameters + step.Parameters > MostParameters) continue;
            _read.Add(value.Name);
            Add(step with { IsBatched = step.IsBatched ?? value.IsBatched });
            wanted--;
        }

        Drawn output = Join();
        (string loss, string targets) = Loss(output);
        string members = $$"""
                static Tensor Forward({{string.Join(", ", _inputs)}})
                {
            {{_body}}        return {{output.Name}};
                }

                static Scalar Loss(Tensor y{{targets}}) => {{loss}};
            """;
        return new DrawnNetwork(members, _batch);
    }

    private Step? Next(Drawn x) => Below(12) switch
    {
        0 or 1 or 2 => Layer(x),
        3 => Activation(x),
        4 or 5 => Function(x),
        6 or 7 => Movement(x),
        8 => Reduction(x),
        9 => Product(x),
        _ => Pair(x),
    };

    private Drawn Add(Step step)
    {
        string name = $"v{_names++}", expression = step.Expression;
        double bound = step.Bound;
        if (bound > 8)
        {
            expression = $"({expression}) * {Number(4 / bound)}";
            bound = 4;
        }

        if (step.Input is not null) _inputs.Add(step.Input);
        _body.Append(step.Before).Append("        Tensor ").Append(name).Append(" = ").Append(expression).AppendLine(";");
        foreach (Drawn read in step.Reads) _read.Add(read.Name);
        _values.AddRange(step.Also);
        var value = new Drawn(name, step.Shape, step.IsBatched ?? true, bound);
        _values.Add(value);
        _parameters += step.Parameters;
        Statements++;
        return value;
    }

    private void Begin()
    {
        string name = $"x{_inputs.Count}";
        int[] shape = Below(5) switch
        {
            0 => [1 + Below(9)],
            1 => [1 + Below(3), Size(), Size()],
            2 => [Size(), Size()],
            3 => [Size()],
            _ => [1 + Below(2), 1 + Below(3), 1 + Below(4), 1 + Below(4)],
        };
        if (Chance(4) && shape.Length < 3)
        {
            int rows = 2 + Below(5), width = 1 + Below(4);
            _inputs.Add($"[Shape({string.Join(", ", shape)})] Tokens {name}");
            bool isTable = Chance(2);
            _values.Add(new Drawn($"{name}Rows", isTable ? [.. shape, width] : [.. shape, rows], true, 2));
            _body.AppendLine(isTable
                ? $"        Tensor {name}Rows = new Embedding({rows}, {width}).Of({name});"
                : $"        Tensor {name}Rows = OneHot({name}, {rows}) + 0.5f;");
            if (isTable) _parameters += rows * width;
        }
        else
        {
            _inputs.Add($"[Shape({string.Join(", ", shape)})] Tensor {name}");
            _values.Add(new Drawn(name, shape, true, 1));
        }
    }

    /// <summary>One value of everything that nothing has read.</summary>
    private Drawn Join()
    {
        Drawn[] ends = [.. _values.Where(v => !_read.Contains(v.Name))];
        Drawn[] samples = [.. ends.Where(v => v.IsBatched)];
        Drawn y = samples.LastOrDefault() ?? _values.Last(v => v.IsBatched);
        bool isDense = _parameters == 0 || Chance(3);
        if (samples.Length > 1 || y.Rank == 0)
        {
            string Flat(Drawn v) => v.Rank == 0 ? $"{v.Name}.Unsqueeze(1)" : v.Rank == 1 ? v.Name : $"{v.Name}.Flatten()";
            if (samples.Length == 0) samples = [y];
            int all = samples.Sum(s => s.Length), width = 1 + Below(3);
            string joined = samples.Length == 1 ? Flat(y) : $"Concat([{string.Join(", ", samples.Select(Flat))}])";
            y = Chance(2) && all * width < 120
                ? Add(new Step($"{joined}.Dense({width})", [width], 2) { Parameters = all * width })
                : Add(new Step(joined, [all], samples.Max(s => s.Bound)));
        }
        else if (isDense)
        {
            int width = 1 + Below(4);
            y = Add(new Step($"{y.Name}.Dense({width})", [.. y.Shape.SkipLast(1), width], y.Bound));
        }

        if (_parameters == 0) y = Add(new Step($"{y.Name}.Dense(3)", [.. y.Shape.SkipLast(1), 3], y.Bound) { Parameters = 1 });
        foreach (Drawn end in ends.Where(v => !v.IsBatched)) y = Add(new Step($"{y.Name} * ({end.Name}.Sum() * 0.3f + 1)", y.Shape, y.Bound * 2));
        return y;
    }

    private int Below(int count) => (int)_random.Next((uint)count);

    /// <summary>True once in so many times.</summary>
    private bool Chance(int times) => Below(times) == 0;

    private T Any<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    private T Of<T>(params T[] items) => items[Below(items.Length)];

    private int Size() => Of(1, 2, 3, 3, 4, 5, 7);

    private string Name(string prefix) => prefix + _names++;

    /// <summary>A dimension in C#, counted from either end; <paramref name="place"/> counts without the batch.</summary>
    private string Dimension(Drawn x, int place) => Chance(2) ? Text(place - x.Rank) : Text(x.IsBatched ? place + 1 : place);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(double number) => ((float)number).ToString("0.######", CultureInfo.InvariantCulture) + "f";

    private static string Flag(bool value) => value ? "true" : "false";

    private static int[] With(int[] shape, int place, int extent)
    {
        int[] result = [.. shape];
        result[place] = extent;
        return result;
    }

    private static int[] Without(int[] shape, int place) => [.. shape.Where((_, i) => i != place)];
}
