namespace NeuralNet.Gen.Generator.Tests.Diagnostics;

/// <summary>Every mistake a user can make: its id, the very text that is underlined, what was found and what was expected.</summary>
public sealed class MistakeTests
{
    public static TheoryData<string, string, string> Mistakes { get; } = new()
    {
        { "NNG001", "[Network, Input(2), Dense(1)] class [|Net|];", "'Net' must be declared partial so that the generator can add its methods; write 'partial class Net'" },
        { "NNG002", "class [|Outer|] { [Network, Input(2), Dense(1)] partial class Net; }", "'Outer' contains the network 'Net' and must be declared partial" },
        { "NNG002", "partial class Top { struct [|Middle|] { [Network, Input(2), Dense(1)] partial class Net; } }", "'Middle' contains the network 'Net' and must be declared partial" },
        { "NNG003", "[Network, Input(2), Dense(1)] static partial class [|Net|];", "'Net' is static; a network has parameters of its own and must be an ordinary class that can be created" },
        { "NNG003", "[Network, Input(2), Dense(1)] abstract partial class [|Net|];", "'Net' is abstract; a network has parameters of its own and must be an ordinary class that can be created" },
        { "NNG003", "[Network, Input(2), Dense(1)] partial record [|Net|];", "'Net' is a record, whose copies would share one set of parameters; a network has parameters of its own and must be an ordinary class that can be created" },
        { "NNG003", "[Network, Input(2), Dense(1)] sealed partial record class [|Net|](int Size);", "'Net' is a record, whose copies would share one set of parameters; a network has parameters of its own and must be an ordinary class that can be created" },
        { "NNG003", "[Network, Input(2), Dense(1)] file partial class [|Net|];", "'Net' is local to its file, where generated code cannot reach it; a network has parameters of its own and must be an ordinary class that can be created" },
        { "NNG003", "[Network, Input(2), Dense(1)] partial class [|Net|] : Twin;", "'Net' is derived from the network 'Twin'; a network has parameters of its own and must be an ordinary class that can be created" },
        { "NNG003", "class Base(int n) { public int N => n; } [Network, Input(2), Dense(1)] partial class [|Net|] : Base;", "'Net' is derived from 'Base', which has no constructor without arguments; a network has parameters of its own and must be an ordinary class that can be created" },
        { "NNG004", "[Network] partial class [|Net|];", "'Net' has no [Input]; write [Input(…)] once, before the layers" },
        { "NNG004", "[Network, Input(2)] partial class [|Net|];", "'Net' has an [Input] but no layers; write [Input(…)] once, before the layers" },
        { "NNG004", "[Network, [|Dense(3)|], Input(2)] partial class Net;", "'Net' starts with Dense(3); write [Input(…)] once, before the layers" },
        { "NNG004", "[Network, Input(2), Dense(3), [|Input(4)|]] partial class Net;", "'Net' has a second [Input] or layers before it; write [Input(…)] once, before the layers" },
        { "NNG005", "[Network, Input(2), Dense(3)] partial class Net; [[|Relu|]] partial class Net;", "'Net' has layer attributes on more than one partial declaration, which have no order among each other; move them to one" },
        { "NNG005", "[[|Relu|]] partial class Net; [Network, Input(2), Dense(3)] partial class Net;", "'Net' has layer attributes on more than one partial declaration, which have no order among each other; move them to one" },
        { "NNG006", "[Network, Input(2), Dense([|0|])] partial class Net;", "Dense(0): units is 0; expected at least 1" },
        { "NNG006", "[Network, Input(2), Dense(Bias = false, units: [|-3|])] partial class Net;", "Dense(-3): units is -3; expected at least 1" },
        { "NNG006", "[Network, Input(28, [|0|]), Dense(3)] partial class Net;", "Input(28, 0): shape is 0; expected extents of at least 1" },
        { "NNG006", "[Network, Input(new[] { 28, 4, [|-1|] }), Dense(3)] partial class Net;", "Input(28, 4, -1): shape is -1; expected extents of at least 1" },
        { "NNG006", "[Network, Input(shape: [28, [|0|]]), Dense(3)] partial class Net;", "Input(28, 0): shape is 0; expected extents of at least 1" },
        { "NNG006", "[Network, [|Input|], Dense(3)] partial class Net;", "Input: shape is empty; expected at least one extent" },
        { "NNG006", "[Network, Input(2), Dense(3), Dropout([|1f|])] partial class Net;", "Dropout(1): probability is 1; expected a probability of at least 0 and below 1" },
        { "NNG006", "[Network, Input(2), Dense(3), Dropout([|float.NaN|])] partial class Net;", "Dropout(NaN): probability is NaN; expected a probability of at least 0 and below 1" },
        { "NNG006", "[Network, Input(2), Dense(3), LeakyRelu([|1f / 0f|])] partial class Net;", "LeakyRelu(Infinity): slope is Infinity; expected a finite number" },
        { "NNG006", "[Network, Input(2), Dense(3), Softplus([|0.1f - 0.1f|])] partial class Net;", "Softplus(0): beta is 0; expected a finite number above 0" },
        { "NNG006", "[Network, Input(2), Dense(3), Gelu([|(GeluForm)7|])] partial class Net;", "Gelu(7): form is 7; expected Exact or Tanh" },
        { "NNG006", "[Network, Input(2), Dense(3), Huber(Delta = [|-0.5f|])] partial class Net;", "Huber: Delta is -0.5; expected a finite number above 0" },
        { "NNG006", "[Network, Input(2), Dense(3), SoftmaxCrossEntropy(LabelSmoothing = [|1|])] partial class Net;", "SoftmaxCrossEntropy: LabelSmoothing is 1; expected at least 0 and below 1" },
        { "NNG006", "[Network, Input(2), Dense(3, BiasInitializer = [|Initializer.KaimingUniform|])] partial class Net;", "Dense(3): BiasInitializer is KaimingUniform; expected Default, Zeros or Constant: a bias has no fans of its own" },
        { "NNG006", "[Network, Input(2), Dense(3, WeightInitializer = [|(Initializer)99|])] partial class Net;", "Dense(3): WeightInitializer is 99; expected a value of Initializer" },
        { "NNG006", "[Network, Input(2), Dense(3, WeightGain = [|2|])] partial class Net;", "Dense(3): WeightGain is given; expected a Kaiming or Xavier initialiser beside it" },
        { "NNG006", "[Network, Input(2), Dense(3, WeightConstant = [|2|])] partial class Net;", "Dense(3): WeightConstant is given; expected WeightInitializer = Initializer.Constant beside it" },
        { "NNG007", "[Network, Input(28, 28), [|Dense(10)|]] partial class Net;", "Input(28, 28) yields [batch, 28, 28] but Dense(10) wants [batch, features]; declare the input flat: [Input(784)]" },
        { "NNG007", "[Network, Input(4), Dense(1), [|SoftmaxCrossEntropy|]] partial class Net;", "Dense(1) yields [batch, 1] but SoftmaxCrossEntropy wants at least two classes; softmax over one class is always 1 and trains nothing; use BinaryCrossEntropy for a yes/no output" },
        { "NNG008", "[Network, Input(2), Dense(3), MeanSquaredError, [|Relu|]] partial class Net;", "Relu stands after the loss MeanSquaredError; the loss must be the last layer, and there is one at most" },
        { "NNG008", "[Network, Input(2), Dense(3), MeanSquaredError, [|MeanSquaredError|]] partial class Net;", "MeanSquaredError stands after the loss MeanSquaredError; the loss must be the last layer, and there is one at most" },
        { "NNG009", "[Network, Input(2), Dense(3), Softmax, [|SoftmaxCrossEntropy|]] partial class Net;", "SoftmaxCrossEntropy applies softmax itself; remove [Softmax] before it, otherwise it would be applied twice" },
        { "NNG009", "[Network, Input(2), Dense(3), Sigmoid, [|BinaryCrossEntropy|]] partial class Net;", "BinaryCrossEntropy applies sigmoid itself; remove [Sigmoid] before it, otherwise it would be applied twice" },
        { "NNG010", "[Network, Input(2), Dense(3, Name = \"hidden\"), Dense(3, Name = [|\"Hidden\"|])] partial class Net;", "two layers are named 'Hidden'; parameter paths must be unique" },
        { "NNG010", "[Network, Input(2), Dense(3, Name = \"dense2\"), [|Dense(3)|]] partial class Net;", "two layers are named 'dense2'; parameter paths must be unique" },
        { "NNG011", "[Network, Input(2), Dense(3, Name = [|\"1st\"|])] partial class Net;", "'1st' cannot name a layer: use letters, digits and underscores, a letter first" },
        { "NNG011", "[Network, Input(2), Dense(3, Name = [|\"\"|])] partial class Net;", "'' cannot name a layer: use letters, digits and underscores, a letter first" },
        { "NNG011", "[Network, Input(2), Dense(3, Name = [|\"a.b\"|])] partial class Net;", "'a.b' cannot name a layer: use letters, digits and underscores, a letter first" },
        { "NNG011", "[Network, Input(2), Dense(3, Name = [|\"größe\"|])] partial class Net;", "'größe' cannot name a layer: use letters, digits and underscores, a letter first" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { public int [|Seed|]; }", "'Seed' cannot stand twice in 'Net': the generator adds one; rename yours" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { void [|ParameterCount|]() { } }", "'ParameterCount' cannot stand twice in 'Net': the generator adds one; rename yours" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { int [|Predict|] => 3; }", "'Predict' cannot stand twice in 'Net': the generator adds one; rename yours" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { public void [|Predict|](System.ReadOnlySpan<float> a, System.Span<float> b, ThreadTeam? c) { } }", "'Predict' cannot stand twice in 'Net': the generator adds one; rename yours or give it other parameters" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { class [|Dense1Parameters|]; }", "'Dense1Parameters' cannot stand twice in 'Net': the generator adds one; rename yours" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { event System.Action? [|Dense1|] { add { } remove { } } }", "'Dense1' cannot stand twice in 'Net': the generator adds one; rename yours" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { float[] [|_parameters|] = []; }", "'_parameters' cannot stand twice in 'Net': the generator adds one; rename yours" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { [|Net|](int size) { } }", "'Net(ulong seed)' cannot stand twice in 'Net': the generator adds one; call ': this(seed)' from a constructor of your own" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class [|Net|](int size);", "'Net(ulong seed)' cannot stand twice in 'Net': the generator adds one; call ': this(seed)' from a constructor of your own" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net { [|Net|](ulong s) : this() { } }", "'Net(ulong seed)' cannot stand twice in 'Net': the generator adds one; give yours other parameters" },
        { "NNG012", "[Network, Input(2), Dense(3, Name = [|\"step\"|])] partial class Net;", "'Step' cannot stand twice in 'Net': the generator adds one; give the layer 'step' another Name" },
        { "NNG012", "[Network, Input(2), Dense(3), Dense(3, Name = [|\"dense1Parameters\"|])] partial class Net;", "'Dense1Parameters' cannot stand twice in 'Net': the generator adds one; give the layer 'dense1Parameters' another Name" },
        { "NNG012", "[Network, Input(2), [|Dense(3)|]] partial class Dense1;", "'Dense1' cannot stand twice in 'Dense1': the generator adds one; give the layer 'dense1' another Name" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class [|Loss|];", "'Loss' cannot stand twice in 'Loss': the generator adds one; rename the class" },
        { "NNG012", "[Network, Input(2), Dense(3)] partial class Net<[|Info|]>;", "'Info' cannot stand twice in 'Net': the generator adds one; rename the type parameter" },
        { "NNG015", "[Network, Input(2), Relu, [|MeanSquaredError|]] partial class Net;", "'Net' has the loss MeanSquaredError but no layer with parameters" },
        { "NNG016", "[Network, [|Input(100000, 100000)|], Dense(3)] partial class Net;", "'Net' needs more than 2147483647 numbers in one buffer; the largest is 2147483647" },
        { "NNG016", "[Network, Input(65536), [|Dense(32768)|]] partial class Net;", "'Net' needs more than 2147483647 numbers in one buffer; the largest is 2147483647" },
        { "NNG016", "[Network, Input(1), Dense(1), [|Dense(1073741824)|]] partial class Net;", "'Net' needs more than 2147483647 numbers in one buffer; the largest is 2147483647" },
        { "NNG017", "[[|Input(2)|], Dense(3)] partial class Net;", "'Net' has layer attributes but no [Network]; nothing would be generated for it" },
        { "NNG017", "[[|Input(2)|], Input(3)] partial class Net; [Dense(3)] partial class Net;", "'Net' has layer attributes but no [Network]; nothing would be generated for it" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_underlined_where_it_stands_with_what_was_found_and_expected(string id, string marked, string message)
        => Marked.Reports(id, marked, message);

    [Fact]
    public void Unsafe_code_that_is_turned_off_is_reported_for_every_network()
    {
        var run = new Pipeline.UserProject("using NeuralNet.Gen; [Network, Input(2), Dense(1)] partial class A; [Network, Input(2), Dense(1)] partial class B;") { AllowUnsafe = false }.Run();
        Assert.Equal(["NNG013", "NNG013"], run.Reported.Select(d => d.Id));
        Assert.Contains("remove <AllowUnsafeBlocks>false</AllowUnsafeBlocks>", run.Reported[0].GetMessage());
        Assert.Equal("A", run.Input.SyntaxTrees[0].ToString().Substring(run.Reported[0].Location.SourceSpan.Start, 1));
        Assert.Empty(run.Files);
    }

    [Fact]
    public void Every_mistake_in_the_head_is_told_at_once()
    {
        var run = new Pipeline.UserProject("using NeuralNet.Gen; class Outer { [Network, Input(2), Dense(1)] abstract class Net; }").Run();
        Assert.Equal(["NNG001", "NNG002", "NNG003"], run.Reported.Select(d => d.Id).Order());
    }

    [Fact]
    public void Values_that_fit_alone_but_not_together_are_told_as_too_large()
    {
        var run = new Pipeline.UserProject("using NeuralNet.Gen; [Network, Input(1), Dense(700000000), Sigmoid, Softmax, Dense(1), MeanSquaredError] partial class Net;").Run();
        Assert.All(run.Reported, d => Assert.Equal("NNG016", d.Id));
        Assert.NotEmpty(run.Reported);
        Assert.Empty(run.Files);
    }
}
