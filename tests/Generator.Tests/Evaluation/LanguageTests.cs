using System.Reflection;
using NeuralNet.Gen.Generator.Tests.Fixtures;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>
/// The oracle is C# itself: each snippet is a method that returns a number. The generator evaluates it for the factor of a network x ↦ factor · x
/// while the project compiles, and the compiled method is called when the test runs. Both must agree to the bit.
/// </summary>
public sealed class LanguageTests
{
    private const string Types = """
        record struct Pair(int A, float B) { public readonly int Sum => A + (int)B; public int Twice() => 2 * A; }
        record Config(int Width, int Depth = 3) { public int Area => Width * Depth; public int Extra { get; init; } = Width + 1; public int Grow(int by) { return Width + by; } }
        record Both<T>(T First, T Second) { public T Pick(bool first) => first ? First : Second; }
        class Settings { public int Width = 7; public int Depth { get; set; } = 2; public int[] Sizes = [1, 2, 3]; public int Product() { int p = Width; foreach (int s in Sizes) p *= s; return p * Depth; } }
        class Primary(int width, int depth) { private readonly int _sum = width + depth; public int Area() => width * depth + _sum; }
        struct Explicit { public int A; public int B; public Explicit(int a) : this(a, 10) { A++; } public Explicit(int a, int b) { A = a; B = b; } public readonly int Value => 100 * A + B; }
        interface IShape { int Area { get; } int Scale(int by); int Doubled() => 2 * Area; }
        record Square(int Side) : IShape { public int Area => Side * Side; public int Scale(int by) => by * Side; }
        record struct Oblong(int A, int B) : IShape { public readonly int Area => A * B; public readonly int Scale(int by) => by + A; }
        enum Size { Small = 3, Large = 30 }
        static class Tools
        {
            public const int Width = 12;
            public static readonly int[] Widths = [3, 5, 8];
            public static readonly float Scale = 2;
            public static readonly int Product = Widths[0] * Widths[1];
            public static int Depth { get; } = 4;
            public static int Area => Depth * Width;
            public static int Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);
            public static T Last<T>(T[] items) => items[items.Length - 1];
            public static T Choose<T>(bool first, T a, T b) { if (first) return a; return b; }
            public static bool IsEven(int n) => n == 0 || IsOdd(n - 1);
            public static bool IsOdd(int n) => n != 0 && IsEven(n - 1);
            public static int Sum(params int[] items) { int sum = 0; foreach (int item in items) sum += item; return sum; }
            public static int Named(int a, int b = 20, int c = 300) => a - b + 7 * c;
            public static int Apply(System.Func<int, int> f, int x) => f(f(x));
            public static int Plus(this int a, int b) => a + b;
        }
        """;

    private static readonly string[] Snippets =
    [
        "return 3 + 4 * 5 - 6 / 4 % 3;",
        "return -7 / 2 * 10 + -7 % 3;",
        "return 7 / 2f + 1;",
        "return 1f / 3f * 3f - 0.1f;",
        "return (float)(1.0 / 3 + 1e-9);",
        "return (int)3.99f + (int)-3.99 + (long)2.5f;",
        "return 1 << 10 | 3 & 6 ^ 5;",
        "return (-100 >> 3) + (-100 >>> 28) + ~5;",
        "long big = 3_000_000_000L; big <<= 2; return big % 1000 + (big >> 3) % 77;",
        "int x = int.MaxValue; unchecked { x += 2; } return x;",
        "byte b = 250; b += 10; sbyte s = (sbyte)b; int wide = 70000; short t = (short)wide; ushort u = (ushort)wide; return b + s * 3 + t + u;",
        "uint a = 3; uint b = 5; unchecked { return (a - b) % 1000 + (a * b) + (a < b ? 1 : 2); }",
        "ulong a = 10; ulong b = 3; return a / b + a % b + (a ^ b);",
        "char c = 'a'; c++; return c + 'b' - 'a' + (int)(char)('c' + 1);",
        "return (3 < 4 && 4 <= 4 || false) ^ true ? 1 : 2;",
        "bool a = true, b = false; a &= !b; b |= a; return (a ? 1 : 0) + (b ? 2 : 0) + (a == b ? 4 : 0) + (a != b ? 8 : 0);",
        "float nan = float.NaN; return (nan == nan ? 1 : 0) + (nan != nan ? 2 : 0) + (nan < 1 ? 4 : 0) + (nan >= 1 ? 8 : 0);",
        "string s = \"ab\" + 3 + 1.5f + true; return s.Length + (s == \"ab31.5True\" ? 100 : 0) + s[1];",
        "int n = 7; string s = $\"block.{n}.{n * 2}\"; return s == \"block.7.14\" ? 1 : 2;",
        "int i = 5; int j = i++ + ++i; return 10 * i + j--; ",
        "int[] a = [1, 2, 3]; int i = 0; a[i++] += 10; a[i++] *= 5; return a[0] * 10000 + a[1] * 100 + a[2] + i;",
        "int[] a = new int[4]; int i = 1; a[i] = i = 3; return a[1] * 10 + i + a[0];",
        "int[] a = { 4, 5, 6 }; return a[^1] * 100 + a[^3] + a.Length + a[1..][0] + a[..^1].Length;",
        "int[][] a = [[1], [2, 3], []]; int sum = 0; foreach (int[] row in a) foreach (int v in row) sum += v * row.Length; return sum;",
        "float sum = 0; for (int i = 0, j = 10; i < j; i++, j -= 2) sum += i * j; return sum;",
        "int n = 0; for (int i = 0; ; i++) { if (i % 2 == 0) continue; if (i > 11) break; n += i; } return n;",
        "int n = 100, steps = 0; while (n > 1) { n = n % 2 == 0 ? n / 2 : 3 * n + 1; steps++; } return steps;",
        "int n = 0; do { n += 3; if (n == 6) continue; if (n > 20) break; } while (n < 100); return n;",
        "int n = 0; do n++; while (n < 0); return n;",
        "int sum = 0; for (int i = 0; i < 4; i++) { for (int j = 0; j < 4; j++) { if (j == 2) break; sum += 10 * i + j; } } return sum;",
        "foreach (int w in Tools.Widths) { if (w > 4) return w; } return 0;",
        "int sum = 0; foreach (int i in System.Linq.Enumerable.Range(3, 4)) sum = 10 * sum + i; return sum;",
        "int sum = 0; foreach (char c in \"abc\") sum += c; return sum;",
        "int sum = 0; foreach (var (a, b) in new[] { (1, 2), (3, 4) }) sum += a * b; return sum;",
        "var list = new List<int> { 1, 2 }; list.Add(5); list.AddRange([7, 8]); list.Insert(0, 9); list[1] = 4; list.Reverse(); int sum = 0; foreach (int v in list) sum = 10 * sum + v; return sum + list.Count + list[^1];",
        "List<int> list = [1, .. Tools.Widths, 4]; int[] copy = [.. list]; copy[0] = 50; return list[0] + copy[0] + list.ToArray().Length + list.Count;",
        "IReadOnlyList<int> list = [4, 5]; return list[1] * list.Count;",
        "int x = 3; switch (x) { case 1: return 10; case 2: case 3: x += 4; break; default: x = 100; break; } return x;",
        "int sum = 0; for (int i = 0; i < 6; i++) { switch (i) { case 1: continue; case 4: sum += 100; break; case > 4: sum += 1000; break; } sum += i; } return sum;",
        "string kind = \"wide\"; switch (kind) { case \"deep\": return 1; case \"wide\" when Tools.Width > 100: return 2; case \"wide\": return 3; } return 4;",
        "int x = 12; return x switch { < 0 => 1, 0 or 1 => 2, > 10 and < 20 when x % 2 == 1 => 3, > 10 and not 13 => 4, _ => 5 };",
        "(int, int) p = (2, 3); return p switch { (1, _) => 1, (2, var y) when y > 5 => 2, (2, var y) => 10 * y, _ => 4 };",
        "var p = new Pair(3, 4f); return p switch { { A: 1 } => 1, { A: 3, B: > 3.5f } q => q.A + 10, _ => 2 };",
        "object o = 5; return o is int i && i > 4 ? i : o is string ? 2 : 3;",
        "object o = 2.5f; return o switch { int i => i, float f => f * 2, _ => 0 };",
        "IShape s = new Square(4); return s is Square { Side: > 3 } q ? q.Side + s.Area + s.Scale(3) + s.Doubled() : 0;",
        "IShape[] all = [new Square(2), new Oblong(3, 4)]; int sum = 0; foreach (IShape s in all) sum = 100 * sum + s.Area + s.Scale(5); return sum + all[1].Doubled();",
        "int? a = null; int b = a ?? 5; a ??= 7; return a.Value * 10 + b + (a.HasValue ? 100 : 0) + (a is { } v ? v : 0);",
        "string? s = null; s ??= \"abc\"; return s.Length;",
        "(int a, float b) = (3, 4.5f); (a, b) = (a + 1, a + b); return 10 * a + b;",
        "int a = 1, b = 2; (a, b) = (b, a); return 10 * a + b;",
        "var t = (First: 1, Second: (2, 3)); (int x, (int y, _)) = t; t.First = 5; return t.First * 100 + x * 10 + y + t.Second.Item2;",
        "var a = (1, 2); var b = a; b.Item1 = 50; return a.Item1 + b.Item1 + a.Item2;",
        "var p = new Pair(3, 4f); var q = p; q.A = 50; return p.A + q.A + p.Sum + q.Twice();",
        "Pair[] a = new Pair[2]; a[0].A = 5; return a[0].A * 10 + a[1].A;",
        "var p = new Pair { A = 4, B = 2 }; var q = p with { A = 9 }; return p.Sum * 100 + q.Sum;",
        "var (a, b) = new Pair(6, 1.5f); return a + b;",
        "var c = new Config(5) with { Depth = 4 }; return c.Area + 100 * c.Extra + c.Grow(2);",
        "var c = new Config(Depth: 2, Width: 9); var d = c; return c.Area + d.Area;",
        "var s = new Settings { Depth = 3 }; var t = s; t.Width = 10; s.Sizes[0] = 4; return s.Product();",
        "return new Primary(3, 4).Area();",
        "return new Explicit(3).Value + new Explicit(4, 5).Value + default(Explicit).Value + new Explicit { A = 2 }.Value;",
        "var b = new Both<int>(3, 4); return b.Pick(false) * 10 + new Both<Pair>(new(1, 2), new(5, 6)).Pick(true).Sum;",
        "return (int)Size.Large + (Size.Small == (Size)3 ? 1 : 0) + (int)default(Size);",
        "Size s = Size.Large; return s switch { Size.Small => 1, Size.Large => 2, _ => 3 };",
        "return Tools.Scale + Tools.Product + Tools.Depth + Tools.Area + Tools.Widths[1];",
        "return Tools.Fibonacci(12);",
        "return (Tools.IsEven(10) ? 1 : 0) + (Tools.IsOdd(7) ? 2 : 0);",
        "return Tools.Last(Tools.Widths) + Tools.Last([1.5f, 2.5f]) + Tools.Choose(false, 3, 4) + Tools.Choose<float>(true, 3, 4);",
        "return Tools.Sum() + Tools.Sum(1) + Tools.Sum(1, 2, 3) + Tools.Sum([4, 5]);",
        "int k = 1; return Tools.Named(1) + Tools.Named(c: k++, a: k++) + Tools.Named(b: 3, c: 4, a: 5);",
        "return 3.Plus(4).Plus(5);",
        "return Math.Max(3, 7) + Math.Min(2.5f, 1.5f) + Math.Abs(-4) + (int)Math.Sqrt(81.0) + (int)MathF.Round(2.6f) + Math.Clamp(9, 1, 5) + (int)Math.Log2(64) + (float)Math.Pow(2, 0.5) + MathF.Sqrt(3f) + Math.Sign(-3f) + MathF.Floor(-1.5f);",
        "int Local(int n) => n == 0 ? 1 : n * Local(n - 1); return Local(6);",
        "int Even(int n) { return n == 0 ? 1 : Odd(n - 1); } int Odd(int n) { return n == 0 ? 2 : Even(n - 1); } return Even(7) * 10 + Odd(7);",
        "int total = 0; void Add(int n) { total += n; if (n > 0) Add(n - 1); } Add(4); return total;",
        "T Id<T>(T v) => v; return Id(3) + Id(2.5f);",
        "static int Twice(int n) => 2 * n; System.Func<int, int> f = Twice; return Tools.Apply(f, 3) + Tools.Apply(Tools.Fibonacci, 6) + Tools.Apply(x => x - 1, 9);",
        "var fs = new List<System.Func<int>>(); for (int i = 0; i < 3; i++) { int j = i; fs.Add(() => 10 * j + i); } int sum = 0; foreach (var f in fs) sum = 100 * sum + f(); return sum;",
        "var fs = new List<System.Func<int, int>>(); foreach (int w in Tools.Widths) fs.Add(x => x * w); return fs[0](1) + fs[1](10) + fs[2](100);",
        "int n = 0; System.Func<int> next = () => ++n; return next() * 100 + next() * 10 + n;",
        "System.Func<int, System.Func<int, int>> add = a => b => a + b; return add(3)(4) + add(10).Invoke(20);",
        "int Count(int n) { int local = n; if (n > 0) Count(n - 1); return local; } return Count(5);",
        "int x = 3; { int y = x * 2; x += y; } { int y = 5; x += y; } return x;",
        "if (Tools.Width > 10) { if (Tools.Depth > 10) return 1; else return 2; } return 3;",
        "const int a = 5; const string s = nameof(Tools); return a + s.Length;",
        "float a = 16777217; double b = 16777217; return a == b ? 1 : 2;",
        "float a = 0.1f; a += 0.2f; a *= 3; a -= 1; a /= 7; a++; return a;",
        "checked { int a = 5; a += 6; return a * (byte)200; }",
        "return default(int) + default(float) + (default(string) is null ? 1 : 0) + default((int A, int B)).B;",
        "int x = 5; ; ; return x;",
        "int a; if (Tools.Depth > 2) a = 3; else a = 4; return a;",
    ];

    private static readonly Lazy<(ProjectRun Run, Assembly Assembly)> Compiled = new(() =>
    {
        IEnumerable<string> networks = Snippets.Select((snippet, i) => $$"""
            [Network] partial class Net{{i}}
            {
                public static float Value() { {{snippet}} }
                static Tensor Forward([Shape(1)] Tensor x) => x * Value();
            }
            """);
        const string Usings = "#nullable enable\nusing System; using System.Collections.Generic; using NeuralNet.Gen;\n";
        ProjectRun run = new UserProject(Usings + string.Join("\n", networks), Usings + Types).Run();
        return (run, run.Load());
    });

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        for (int i = 0; i < Snippets.Length; i++) cases.Add(i, Snippets[i]);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_snippet_is_evaluated_as_the_compiled_program_runs_it(int number, string snippet)
    {
        (ProjectRun run, Assembly assembly) = Compiled.Value;
        string source = run.Input.SyntaxTrees[0].ToString();
        int start = source.IndexOf($"class Net{number}\n", StringComparison.Ordinal), end = source.IndexOf("[Network]", start, StringComparison.Ordinal);
        Assert.Empty(run.Reported.Where(d => d.Location.SourceTree != run.Input.SyntaxTrees[0] || (d.Location.SourceSpan.Start >= start && d.Location.SourceSpan.Start < (end < 0 ? int.MaxValue : end))).Select(d => d.GetMessage()));
        Type type = assembly.GetType($"Net{number}")!;
        float expected = (float)type.GetMethod("Value")!.Invoke(null, null)!;
        Network network = Network.Create(assembly, type.Name);
        var output = new float[1];
        network.Instance.Predict(network.Batch([1f]), output);
        Assert.True(expected.Equals(output[0]), $"{snippet}: C# gives {expected}, the generator {output[0]}");
    }
}
