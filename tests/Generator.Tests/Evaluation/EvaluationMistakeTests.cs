using NeuralNet.Gen.Generator.Tests.Diagnostics;
using NeuralNet.Gen.Generator.Tests.Pipeline;

namespace NeuralNet.Gen.Generator.Tests.Evaluation;

/// <summary>Every mistake in a network of methods: its id, the very expression that is underlined, what was found and what to write instead.</summary>
public sealed class EvaluationMistakeTests
{
    private const string Cut = "evaluating the network was cut off here after 2,000,000 steps; a loop must end while the network compiles";

    /// <summary>Members of <c>[Network] partial class Net</c>.</summary>
    public static TheoryData<string, string, string> Mistakes { get; } = new()
    {
        // Outside the language.
        { "NNG020", In("DateTime d = [|DateTime.Now|]; return x;"), Cannot("DateTime.Now", "a network is the same at every build: use constants, static readonly fields and sizes of tensors") },
        { "NNG020", In("[|Console.WriteLine(3)|]; return x;"), "'Console.WriteLine' is not in this project's source; write it in this project, or use the functions of Tensor; a network is the same at every build" },
        { "NNG020", In("return x.Dense(Random.Shared.Next(3));".Replace("Random.Shared", "[|Random.Shared|]")), Cannot("Random.Shared", "a network is the same at every build: use constants, static readonly fields and sizes of tensors") },
        { "NNG020", In("var r = [|new Random(1)|]; return x;"), Cannot("new Random(1)", "create arrays, lists, tuples, layers and records of this project; a network is the same at every build") },
        { "NNG020", In("return x.Dense([|int.Parse(\"3\")|]);"), "'Int32.Parse' is not in this project's source; write it in this project, or use the functions of Tensor; a network is the same at every build" },
        { "NNG020", "static int s_width = 3; " + In("return x.Dense([|s_width|]);"), Cannot("s_width", "make the field const or static readonly: a field that changes at run time cannot shape a network") },
        { "NNG020", "static int Width { get; set; } = 3; " + In("return x.Dense([|Width|]);"), Cannot("Width", "remove its setter: a property that changes at run time cannot shape a network") },
        { "NNG020", "static readonly Dense s_shared = new(3); " + In("return [|s_shared|].Of(x);"), Cannot("s_shared", "create layers and tensors inside Forward: static members are initialised when the program runs, too") },
        { "NNG020", "static readonly int s_later; static Net() { s_later = 4; } " + In("return x.Dense([|s_later|]);"), Cannot("s_later", "give it its value where it is declared, in this project") },
        { "NNG020", In("[|try { return x; } finally { }|]"), Cannot("try { return x; } finally { }", "use declarations, assignments, if, switch, for, foreach, while and return") },
        { "NNG020", In("int y = 3; unsafe { int* p = [|&y|]; } return x;"), Cannot("&y", "use numbers, tuples, arrays, lists, records, methods of this project and the functions of Tensor") },
        { "NNG020", In("[|lock (x) { }|] return x;"), Cannot("lock (x) { }", "use declarations, assignments, if, switch, for, foreach, while and return") },
        { "NNG020", In("int i = 0; [|goto end;|] end: return x;"), Cannot("goto end;", "use declarations, assignments, if, switch, for, foreach, while and return") },
        { "NNG020", "static async System.Threading.Tasks.Task<int> Later() { await System.Threading.Tasks.Task.Yield(); return 3; } " + In("var t = [|Later()|]; return x;"), "'Net.Later' is async; write an ordinary method with a body" },
        { "NNG020", In("Func<System.Threading.Tasks.Task> f = async () => await System.Threading.Tasks.Task.Yield(); var t = [|f()|]; return x;"), Cannot("f()", "write an ordinary function") },
        { "NNG020", "static void Set(out int w) => w = 3; " + In("Set([|out int w|]); return x.Dense(w);"), Cannot("out int w", "return a value or a tuple instead") },
        { "NNG020", In("int a = 3; ref int [|b = ref a|]; return x.Dense(b);"), Cannot("b = ref a", "use a variable of its own, not a reference") },
        { "NNG020", "[System.Runtime.InteropServices.DllImport(\"none\")] static extern int Native(); " + In("return x.Dense([|Native()|]);"), "'Net.Native' is extern; write an ordinary method with a body" },
        { "NNG020", In("Func<Tensor, Tensor> f = [|x.Dropout|] is var d ? t => t : t => t; return x;").Replace("[|x.Dropout|] is var d ? t => t : t => t", "t => t; Func<Tensor> r = [|x.Relu|]"), Cannot("x.Relu", "write a lambda that calls it: t => t.Relu(…)") },
        { "NNG020", In("var d = [|new Dictionary<int, int>()|]; return x;"), Cannot("new Dictionary<int, int>()", "create arrays, lists, tuples, layers and records of this project; a network is the same at every build") },
        { "NNG020", In("int[,] a = [|new int[2, 2]|]; return x;"), Cannot("new int[2, 2]", "use arrays of one dimension") },
        { "NNG020", In("string s = $\"{3:D4}\"; return x;").Replace("{3:D4}", "[|{3:D4}|]"), Cannot("{3:D4}", "interpolate without a format or a width") },
        { "NNG020", In("return x.Dense((int)[|(3m * 2)|]);").Replace("3m * 2", "Three() * 2").Replace("[|(Three() * 2)|]", "([|Three() * 2|])") + " static decimal Three() => 3m;", Cannot("Three() * 2", "operators work on numbers, strings and tensors") },
        { "NNG020", "class Base { public int W = 3; } class Derived : Base; " + In("return x.Dense([|new Derived()|].W);"), Cannot("new Derived()", "use records and classes without a base class") },
        { "NNG020", In("return x switch { [|[.. var a]|] => x, _ => x };").Replace("x switch", "new int[2] switch"), Cannot("[.. var a]", "use constants, comparisons, types, tuples and properties in patterns") },
        { "NNG020", In("return (x * 2 == x).ToString().Length > [|x.ToString()|].Length ? x : x;").Replace("(x * 2 == x).ToString().Length", "3"), "'x.ToString()' cannot be evaluated while the network compiles; call static methods, local functions, methods of your own records and the functions of Tensor" },
        { "NNG020", In("Tensor? none = null; return [|none.Relu()|];").Replace("none.Relu", "none!.Relu"), Cannot("none!.Relu()", "call it on a tensor: there is none here") },
        { "NNG020", In("Tensor none = null!; return [|x + none|];"), Cannot("x + none", "give it a tensor first: there is none here") },

        // Loops and recursions without end.
        { "NNG021", In("[|while|] (true) x = x * 2;"), Cut },
        { "NNG021", In("[|for|] (; ; ) { }"), Cut },
        { "NNG021", In("[|do|] x = x.Relu(); while (x.Rank == 2); return x;"), Cut },
        { "NNG021", In("var list = new List<int> { 1 }; [|while|] (true) { list.AddRange(list); foreach (int i in list) { } }"), Cut },
        { "NNG021", In("string s = \"a\"; [|while|] (true) s += s;"), Cut },
        { "NNG022", "static int Deep(int n) => [|Deep(n + 1)|]; " + In("return x.Dense(Deep(0));"), "'Deep' was cut off 200 calls deep; a recursion must end while the network compiles" },
        { "NNG022", "static Tensor A(Tensor x) => [|B(x)|]; static Tensor B(Tensor x) { Tensor C(Tensor y) => A(y); return C(x); } " + In("return A(x);"), "'B' was cut off 200 calls deep; a recursion must end while the network compiles" },

        // Failures.
        { "NNG023", In("if (x.Size(1) > 3) [|throw new ArgumentException(\"at most \" + 3);|] return x;"), "evaluating the network failed here: at most 3" },
        { "NNG023", In("return x.Size(1) > 3 ? [|throw new ArgumentException()|] : x;"), "evaluating the network failed here: an exception" },
        { "NNG023", In("int zero = 0; return x.Dense([|3 / zero|]);"), "evaluating the network failed here: Attempted to divide by zero" },
        { "NNG023", In("int big = int.MaxValue; return x.Dense(checked([|big + 1|]));"), "evaluating the network failed here: Arithmetic operation resulted in an overflow" },
        { "NNG023", In("int[] a = [1, 2]; return x.Dense(a[[|2|]]);"), "evaluating the network failed here: index 2 is outside 0…1" },
        { "NNG023", In("List<int> a = [1, 2]; return x.Dense(a[[|^3|]]);"), "evaluating the network failed here: index -1 is outside 0…1" },
        { "NNG023", In("int[] a = [1, 2]; return x.Dense(a[[|1..4|]].Length);"), "evaluating the network failed here: 1..4 is outside an array of 2" },
        { "NNG023", In("int n = 5; return x.Dense([|n switch { 1 => 2 }|]);"), "evaluating the network failed here: no arm matches 5" },
        { "NNG023", In("int[]? none = null; return x.Dense([|none|]!.Length);"), "evaluating the network failed here: it is null here" },
        { "NNG023", In("int n = -1; int[] a = new int[[|n|]]; return x;"), "evaluating the network failed here: an array cannot have -1 elements here" },

        // Forward and Loss themselves.
        { "NNG024", "Tensor [|Forward|]([Shape(4)] Tensor x) => x;", "Forward is not static; write 'static': there is no object while the network compiles" },
        { "NNG024", "static Tensor Forward(Tensor [|x|]) => x;", "the shape of 'x' is not known; put [Shape(…)] before it: the extents of one sample" },
        { "NNG024", "static Tensor Forward([[|Shape(4, 0)|]] Tensor x) => x;", "[Shape] of 'x' has an extent below 1; every extent is at least 1" },
        { "NNG024", "static Tensor Forward([Shape(4)] Tensor x, int [|width|]) => x;", "'width' is a int; parameters are Tensor or Tokens; make numbers constants of the class" },
        { "NNG024", "static Tensor Forward([Shape(4)] ref Tensor [|x|]) => x;", "'x' is passed by reference; return a tuple instead" },
        { "NNG024", "static Tensor [|Forward|]<T>([Shape(4)] Tensor x) => x;", "Forward has type parameters; remove them; helper methods may be generic" },
        { "NNG024", "static Tensor [|Forward|]() => 3f;", "Forward has no inputs; add parameters such as [Shape(784)] Tensor x" },
        { "NNG024", "static [|int|] Forward([Shape(4)] Tensor x) => 3;", "Forward returns int; return a Tensor, or a tuple of them for several outputs" },
        { "NNG024", "static [|Tensor[]|] Forward([Shape(4)] Tensor x) => [x];", "Forward returns Tensor[]; return a Tensor, or a tuple of them for several outputs" },
        { "NNG024", "static [|(Tensor, int)|] Forward([Shape(4)] Tensor x) => (x, 3);", "Forward returns (Tensor, int); return a Tensor, or a tuple of them for several outputs" },
        { "NNG024", "static [|Scalar|] Forward([Shape(4)] Tensor x) => x.Mean();", "Forward returns Scalar; return a Tensor, or a tuple of them for several outputs" },
        { "NNG024", "static Tensor Forward([Shape(4)] Tensor x) => x; static Tensor [|Forward|]([Shape(4)] Tensor x, [Shape(4)] Tensor y) => x;", "there are two Forward methods; keep one of them" },
        { "NNG024", "static Tensor [|Forward|]([Shape(4)] Tensor x) => 2f;", "Forward returns a tensor that depends on no input; return what is computed from the inputs" },
        { "NNG024", "static Tensor [|Forward|]([Shape(4)] Tensor x) => null!;", "Forward returns no tensor here; return the network's output" },
        { "NNG024", "static Tensor Forward([Shape(4)] Tensor x, Tokens [|t|]) => x;", "nothing says which integers 't' may hold; use it as labels of a loss or as tokens of an embedding" },
        { "NNG024", With("static Scalar Loss(Tensor y, [Shape(4)] Tensor t, Tokens [|l|]) => MeanSquaredError(y, t);"), "nothing says which integers 'l' may hold; use it as labels of a loss or as tokens of an embedding" },
        { "NNG024", With("static Scalar Loss(Tensor y, Tensor [|t|]) => MeanSquaredError(y, t);"), "'t' has no [Shape] and Forward returns one tensor only; mark targets with [Shape(…)]" },
        { "NNG024", With("static Scalar [|Loss|]([Shape(4)] Tensor t) => t.Mean();"), "Loss does not take the network's output; add a Tensor parameter without [Shape]" },
        { "NNG024", With("static [|Tensor|] Loss(Tensor y) => y;"), "Loss returns Tensor; return a Scalar: end in a loss such as CrossEntropy, or in Mean()" },
        { "NNG024", With("static [|float|] Loss(Tensor y) => 1;"), "Loss returns float; return a Scalar: end in a loss such as CrossEntropy, or in Mean()" },
        { "NNG024", With("static Scalar [|Loss|](Tensor y) => null!;"), "Loss returns no number here; end in a loss such as CrossEntropy, or in Mean()" },
        { "NNG024", With("Scalar [|Loss|](Tensor y) => y.Mean();"), "Loss is not static; write 'static': there is no object while the network compiles" },
        { "NNG024", With("static Scalar Loss(Tensor y) => y.Mean(); static Scalar [|Loss|](Tensor y, Tokens l) => y.Mean();"), "there are two Loss methods; keep one of them" },
        { "NNG024", "static (Tensor, Tensor) Forward([Shape(4)] Tensor x) => (x.Dense(2), x); static Scalar [|Loss|](Tensor y) => y.Mean();", "Loss takes 1 of the 2 tensors that Forward returns; add a Tensor parameter without [Shape] for each, in the same order" },
        { "NNG024", "static (Tensor, Tensor) Forward([Shape(4)] Tensor x) => (x.Dense(2), x); static Scalar Loss(Tensor y, Tensor z, Tensor [|t|]) => y.Mean();", "'t' has no [Shape] and Forward returns 2 tensors only; mark targets with [Shape(…)]" },

        // Layers, names and shapes.
        { "NNG026", In("var d = new Dense(8, bias: false); return [|d.Of(d.Of(x))|];").Replace("[|d.Of(d.Of(x))|]", "d.[|Of(d.Of(x))|]"), "Dense(8, False): parameter 'dense.weight' is [4, 8] from its first use but [8, 8] is wanted here; use inputs of equal width, or a second layer" },
        { "NNG027", In("return [|x + x.Dense(3)|];"), "add: shapes [batch, 4] and [batch, 3] do not fit" },
        { "NNG027", In("[|x *= x.Dense(3)|]; return x;"), "mul: shapes [batch, 4] and [batch, 3] do not fit" },
        { "NNG027", In("return x.Relu().[|Reshape(3, 2)|];"), "reshape: [batch, 4] holds 4 elements, [batch, 3, 2] 6" },
        { "NNG027", In("return [|x.Reshape(1, 4) + x|];"), "add: shapes [batch, 1, 4] and [batch, 4] do not fit" },
        { "NNG006", In("return x.Dense(3).Dense([|x.Size(1) - 4|]);"), "Dense(0): units is 0; expected at least 1" },
        { "NNG006", In("var d = new Dense(units: [|0|]); return d.Of(x);"), "Dense(0): units is 0; expected at least 1" },
        { "NNG006", In("return x.Dropout([|1.5f|]);"), "Dropout(1.5): probability is 1.5; expected a probability of at least 0 and below 1" },
        { "NNG006", In("return x.Reshape(2, [|-1|]);"), "Reshape(2, -1): shape is -1; expected extents of at least 1, without the batch" },
        { "NNG006", In("return x.Dense(x.Size([|2|]));"), "Size(2): dimension is 2; expected a dimension of [batch, 4]" },
        { "NNG006", In("return x.Dense(x.Size([|0|]));"), "Size(0): dimension is 0; expected not the batch: its extent is known at run time alone" },
        { "NNG007", "static Tensor Forward([Shape(6)] Tensor x, [Shape(4)] Tensor y) { y = y.Dense(4); return x.[|SelfAttention(3)|]; }", "the input 'x' yields [batch, 6] but SelfAttention(3) wants [batch, time, features]; attention works on sequences" },
        { "NNG007", "static Tensor Forward([Shape(2, 3)] Tensor x) => x.Reshape(6).[|SelfAttention(3)|];", "the expression before it yields [batch, 6] but SelfAttention(3) wants [batch, time, features]; attention works on sequences" },
        { "NNG006", In("return x.Reshape(2, 2).Lstm(3, layers: [|0|]);"), "Lstm(3, 0): layers is 0; expected at least 1" },
        { "NNG006", In("var g = new Gru([|0|]); return g.Of(x.Reshape(2, 2)).Output;"), "Gru(0): hidden is 0; expected at least 1" },
        { "NNG006", In("return x.Reshape(2, 2).Rnn(3, dropout: [|0.5f|]);"), "Rnn(3, 0.5): dropout is 0.5; expected 0, or more layers: it stands between them" },
        { "NNG007", In("return new Lstm(3).[|Of(x)|].Output;"), "the input 'x' yields [batch, 4] but Lstm(3) wants [batch, time, features]; recurrent layers work on sequences" },
        { "NNG026", In("var g = new Gru(3); var (y, h) = g.Of(x.Reshape(2, 2)); return g.[|Of(y)|].Output;"), "Gru(3): parameter 'gru.weight_ih_l0' is [2, 9] from its first use but [3, 9] is wanted here; use inputs of equal width, or a second layer" },
        { "NNG027", In("return new Lstm(3).[|Of(x.Reshape(2, 2), cell: x)|].Output;"), "Lstm(3): cell is [batch, 4], [batch, 1, 3] is expected: layers × directions states of a sample" },
        { "NNG027", "static Tensor Forward([Shape(2, 2)] Tensor x, [Shape(2)] Tokens l) => new Gru(3).[|Of(x, lengths: l)|].Output;", "Gru(3): lengths are [batch, 2] int, one integer for each sample is expected" },
        { "NNG007", With("static Scalar Loss(Tensor y, [Shape(3)] Tensor t) => [|MeanSquaredError(y, t)|];"), "the input 't' yields [batch, 3] but MeanSquaredError wants [batch, 4]; targets have the output's shape" },
        { "NNG009", "static Tensor Forward([Shape(4)] Tensor x) => x.Dense(3).Softmax(); static Scalar Loss(Tensor y, Tokens l) => [|CrossEntropy(y, l)|];", "CrossEntropy applies softmax itself; remove Softmax() before it, otherwise it would be applied twice" },
        { "NNG010", In("return x.Dense(3, name: \"a\").Dense(3, name: [|\"a\"|]);"), "two layers are named 'a'; parameter paths must be unique" },
        { "NNG010", In("return x.Dense(3, name: \"a.b\").Dense(3, name: [|\"aB\"|]);"), "two layers are named 'aB'; parameter paths must be unique" },
        { "NNG011", In("int i = 3; return x.Dense(3, name: [|$\"{i}.weight\"|]);"), "'3.weight' cannot name a layer: use letters, digits and underscores, a letter first" },
        { "NNG012", In("return x.Dense(3, name: [|\"step\"|]);"), "'Step' cannot stand twice in 'Net': the generator adds one; give the layer 'step' another name" },
        { "NNG014", In("var lost = x.Dense(3); return x.Dense(2, name: \"used\");").Replace("class Net", "class [|Net|]") + " static Scalar Loss(Tensor y) => y.Mean();", "Net: parameter 'dense.weight' has no path to the loss" },
        { "NNG015", "static Tensor Forward([Shape(4)] Tensor x) => x.Relu(); static Scalar [|Loss|](Tensor y) => y.Mean();", "'Net' has the loss Loss but no layer with parameters" },
        { "NNG016", "static Tensor Forward([[|Shape(100000, 100000)|]] Tensor x) => x;", "'Net' needs more than 2147483647 numbers in one buffer; the largest is 2147483647" },
        { "NNG016", In("return x.Dense(1).[|Dense(1073741824)|];"), "'Net' needs more than 2147483647 numbers in one buffer; the largest is 2147483647" },
    };

    private static string In(string body) => "static Tensor Forward([Shape(4)] Tensor x) { " + body + " }";

    private static string With(string loss) => "static Tensor Forward([Shape(4)] Tensor x) => x.Dense(4); " + loss;

    private static string Cannot(string expression, string instead) => $"'{expression}' cannot be evaluated while the network compiles; {instead}";

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_underlined_where_it_stands_with_what_was_found_and_expected(string id, string members, string message)
    {
        if (id == "NNG014")
        {
            // Each parameter without a path is told, on the class.
            ProjectRun run = EvaluatedNetwork.RunOf(members);
            Assert.Equal([message, message.Replace("weight", "bias")], run.Reported.Select(d => d.GetMessage()));
            return;
        }

        Marked.Reports(id, "using System; using System.Collections.Generic; using static NeuralNet.Gen.Functional; [Network] partial class Net { " + members + " }", message);
    }

    [Fact]
    public void Two_declarations_are_told_on_the_method()
        => Marked.Reports("NNG025", "[Network, Input(4), Dense(3)] partial class Net { static Tensor [|Forward|]([Shape(4)] Tensor x) => x; }", "'Net' has both layer attributes and a Forward method; keep one of them");

    [Fact]
    public void A_mistake_in_another_file_is_told_there()
    {
        ProjectRun run = EvaluatedNetwork.RunOf("static Tensor Forward([Shape(4)] Tensor x) => Blocks.Block(x);", "static class Blocks { public static Tensor Block(Tensor x) => x + x.Dense(3); }");
        var found = Assert.Single(run.Reported);
        Assert.Equal(("NNG027", "/home/user/project/Source1.cs"), (found.Id, found.Location.SourceTree!.FilePath));
        Assert.Equal("x + x.Dense(3)", found.Location.SourceTree!.ToString().Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
    }
}
