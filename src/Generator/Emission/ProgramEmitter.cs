using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Ops;
using NeuralNet.Gen.Generator.Passes;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints a program: a straight line of kernel calls over one arena. Block programs are a method for a block of samples on
/// one thread; team programs are a class whose phases a team runs in step.
/// </summary>
internal sealed class ProgramEmitter
{
    /// <summary>Pointers that are declared on one line.</summary>
    private const int PointersPerLine = 5;

    /// <summary>Variables of one method: a larger program is printed in parts, so that none is too much for the JIT.</summary>
    private const int MostLocals = 192;

    private readonly CodeWriter _writer;
    private readonly NetworkModel _model;
    private readonly CompiledProgram _program;
    private readonly Dictionary<Value, string> _names = [];
    private readonly List<(string Name, List<Step> Steps, string? Start)> _parts = [];

    /// <summary>The first sample in memory, while what is printed takes the batch in turns.</summary>
    private string? _start;

    /// <summary>Statements that stay together.</summary>
    private sealed record Step(IReadOnlyList<KernelCall> Calls, Action Emit);

    private ProgramEmitter(CodeWriter writer, NetworkModel model, CompiledProgram program)
    {
        (_writer, _model, _program) = (writer, model, program);
        var taken = new HashSet<string>(["batch", "stride", "from", "to", "arena", "parameters", "gradients", "member", "first", "last", .. OutputPointers(model)], StringComparer.OrdinalIgnoreCase);
        foreach (Value value in program.Memory.Places.Keys.OrderBy(v => v))
        {
            string name = Identifier(program.Program.NameOf(value)), unique = name;
            for (int i = 2; !taken.Add(unique); i++) unique = name + Literals.Int(i);
            _names.Add(value, unique);
        }
    }

    private IEnumerable<Value> UsedValues => ValuesOf(_program.Phases.SelectMany(p => p)).Concat(_program.Program.Outputs.Select(o => o.Value)).Distinct().OrderBy(v => v);

    private bool IsInParts => LocalsOf(_program.Phases.SelectMany(p => p), UsedValues.Count()) > MostLocals;

    /// <summary>Variables of a method with such calls: a pointer for each value, and the share of a kernel whose outputs are split with what C# needs to take it apart.</summary>
    private static int LocalsOf(IEnumerable<KernelCall> calls, int pointers) => pointers + (3 * calls.Count(c => c.Kernel.Split == Split.Outputs && c.Kernel.OutputParts > 1));

    private static IEnumerable<Value> ValuesOf(IEnumerable<KernelCall> calls) => calls.SelectMany(c => c.Reads.Concat(c.Writes));

    public static void EmitBlock(CodeWriter writer, NetworkModel model, CompiledProgram program) => new ProgramEmitter(writer, model, program).EmitBlock();

    public static void EmitTeam(CodeWriter writer, NetworkModel model, CompiledProgram program) => new ProgramEmitter(writer, model, program).EmitTeam();

    /// <summary>Words joined in camel case.</summary>
    private static string Identifier(string text)
    {
        string[] words = text.Split([' ', '.', '_'], StringSplitOptions.RemoveEmptyEntries);
        string name = words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
        return Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None ? name : "@" + name;
    }

    /// <summary>What block programs call the caller's memory for the outputs.</summary>
    public static IReadOnlyList<string> OutputPointers(NetworkModel model) => model.OutputNames.Count == 1 ? ["output"] : [.. model.OutputNames.Select((_, i) => "output" + Literals.Int(i))];

    public static string InputParameters(IEnumerable<TensorModel> tensors)
        => string.Join(", ", tensors.Select(t => $"{(t.Element == ElementKind.Int32 ? "int" : "float")}* {Identifier(t.Name)}"));

    private void EmitBlock()
    {
        _writer.Line($"/// <summary>{_program.Kind}: up to {Literals.Int(_program.Memory.BlockRows)} samples on the calling thread.</summary>");
        string inputs = string.Join(", ", _model.Inputs.Select((t, i) => $"{(t.Element == ElementKind.Int32 ? "int" : "float")}* input{Literals.Int(i)}"));
        using (_writer.Block($"private static void {_program.Kind}Block(float* parameters, float* arena, {inputs}, {string.Join(", ", OutputPointers(_model).Select(o => "float* " + o))}, nint batch)"))
        {
            if (_program.Follows is { } first)
            {
                _writer.Line("// The output as declared, then what it means.");
                _writer.Line($"{first.Kind}Block(parameters, arena, {string.Join(", ", _model.Inputs.Select((_, i) => $"input{Literals.Int(i)}"))}, {OutputPointers(_model)[0]}, batch);");
            }

            List<Step> steps = [.. _program.Phases.SelectMany(p => p).Select(call => new Step([call], () => EmitCall(call, call.Kernel.Split == Split.Samples ? "batch" : Literals.Int(call.Kernel.OutputParts), "0")))];
            string arguments = $"(parameters, arena, {string.Join(", ", _model.Inputs.Select((_, i) => $"input{Literals.Int(i)}"))}, {string.Join(", ", OutputPointers(_model))}, batch)";
            if (IsInParts) EmitInParts(steps, $"{_program.Kind}Block", arguments);
            DeclarePointers(IsInParts ? _program.Program.Outputs.Select(o => o.Value) : UsedValues, BlockInput, Literals.Int(_program.Memory.BlockRows));
            _writer.Line();
            if (!IsInParts) steps.ForEach(step => step.Emit());
            foreach (GraphOutput prediction in _program.Program.Outputs)
            {
                int number = prediction.Index / 2;
                string size = Literals.Int(_program.Program.TypeOf(prediction.Value).PerSample), pointer = OutputPointers(_model)[number];
                // The first output is always wanted.
                _writer.Line($"{(number == 0 ? "" : $"if ({pointer} != null) ")}Copy.Run({_names[prediction.Value]}, {pointer}, batch * {size});");
            }
        }

        foreach ((string name, List<Step> steps, _) in _parts)
        {
            _writer.Line();
            using (_writer.Block($"private static void {name}(float* parameters, float* arena, {inputs}, {string.Join(", ", OutputPointers(_model).Select(o => "float* " + o))}, nint batch)"))
            {
                DeclarePointers(ValuesOf(steps.SelectMany(step => step.Calls)), BlockInput, Literals.Int(_program.Memory.BlockRows));
                _writer.Line();
                steps.ForEach(step => step.Emit());
            }
        }

        string BlockInput(int index) => _program.Follows is null ? $"input{Literals.Int(index)}" : OutputPointers(_model)[0];
    }

    /// <summary>Calls of methods that hold the steps, each with few pointers; the methods are printed after this one.</summary>
    private void EmitInParts(List<Step> steps, string name, string arguments)
    {
        var pointers = new HashSet<Value>();
        List<Step>? part = null;
        foreach (Step step in steps)
        {
            pointers.UnionWith(ValuesOf(step.Calls));
            if (part is null || LocalsOf(part.SelectMany(s => s.Calls).Concat(step.Calls), pointers.Count) > MostLocals)
            {
                part = [];
                pointers = [.. ValuesOf(step.Calls)];
                string own = $"{name}{Literals.Int(_parts.Count + 1)}";
                _parts.Add((own, part, _start));
                _writer.Line($"{own}{arguments};");
            }

            part.Add(step);
        }
    }

    private void EmitTeam()
    {
        IEnumerable<TensorModel> borders = _model.Inputs.Concat(_model.Targets);
        _writer.Line($"/// <summary>{_program.Kind}: {Literals.Int(_program.Phases.Count)} phases with a barrier between them; {Literals.Int(4L * _program.Memory.FloatsPerSample)} bytes of arena for each sample.</summary>");
        using (_writer.Block($"private sealed class {_program.Kind}Program() : NetworkProgram({Literals.Int(_program.Memory.FixedFloats)}, {Literals.Int(_program.Memory.FloatsPerSample)}, {Literals.Int(_program.CostPerSample)}{(_program.Memory.Granularity == 16 ? "" : ", granularity: " + Literals.Int(_program.Memory.Granularity))}{(_program.Micro is { } micro ? $", samplesAtATime: {Literals.Int(micro.Samples)}, wholeFloats: {Literals.Int(_program.Memory.WholeFloats)}" : "")})"))
        {
            _writer.Line("internal float* Parameters;");
            if (_program.Kind == ProgramKind.Gradient) _writer.Line("internal float* Gradients;");
            int index = 0;
            foreach (TensorModel border in borders) _writer.Line($"internal {(border.Element == ElementKind.Int32 ? "int" : "float")}* Input{Literals.Int(index++)};");
            bool random = _program.Phases.SelectMany(p => p).Any(c => c.Kernel is DropoutMaskKernel);
            if (random) _writer.Line("internal ulong Seed, Step;");
            _writer.Line();
            GraphOutput loss = _program.Program.Outputs.Single(o => o.Role == OutputRole.Loss);
            using (_writer.Block("internal float Compute(int batch, ThreadTeam? team)"))
            {
                _writer.Line("Run(batch, team);");
                _writer.Line($"return {Address.Element(Pointer(loss.Value, i => "Input" + Literals.Int(i), "Stride", "Arena", "Parameters", "Gradients"))};");
            }

            _writer.Line();
            using (_writer.Block("public override void Execute(TeamMember member)"))
            {
                _writer.Line($"nint batch = Batch, stride = Stride{(_program.Micro is null ? "" : ", turn = Turn")};");
                _writer.Line($"float* arena = Arena, parameters = Parameters{(_program.Kind == ProgramKind.Gradient ? ", gradients = Gradients" : "")};");
                if (!IsInParts) DeclarePointers(UsedValues, i => "Input" + Literals.Int(i), "stride");
                if (_program.Micro is { } turns)
                {
                    EmitPhases(0, turns.Phase);
                    EmitTurns(turns);
                    EmitPhases(turns.Phase + 2, _program.Phases.Count);
                }
                else
                {
                    _writer.Line($"(nint from, nint to) = member.Split(Batch, {Literals.Int(_program.Memory.Granularity)});");
                    EmitPhases(0, _program.Phases.Count);
                }
            }

            // A part may have parts again.
            for (int i = 0; i < _parts.Count; i++)
            {
                (string name, List<Step> steps, _start) = _parts[i];
                _writer.Line();
                using (_writer.Block($"private void {name}(TeamMember member, nint batch, nint stride, nint from, nint to{(_program.Micro is null ? "" : ", nint start, nint count")})"))
                {
                    _writer.Line($"float* arena = Arena, parameters = Parameters{(_program.Kind == ProgramKind.Gradient ? ", gradients = Gradients" : "")};");
                    DeclarePointers(ValuesOf(steps.SelectMany(step => step.Calls)), i => "Input" + Literals.Int(i), "stride");
                    _writer.Line();
                    steps.ForEach(step => step.Emit());
                }
            }
        }
    }

    /// <summary>Some samples forward and backward, then the sums over the batch go on; again until the batch is through.</summary>
    private void EmitTurns(MicroBatch turns)
    {
        _writer.Line();
        if (turns.Phase > 0) _writer.Line("member.Barrier();");
        _writer.Line("// Some samples at a time, so that they stay in the cache: sums over the batch go on from turn to turn.");
        using (_writer.Block("for (nint start = 0; start < batch; start += turn)"))
        {
            _writer.Line("nint count = Math.Min(turn, batch - start);");
            _writer.Line("if (start > 0) member.Barrier();");
            _writer.Line($"(nint from, nint to) = member.Split((int)count, {Literals.Int(_program.Memory.Granularity)});");
            _start = "start";
            EmitPhases(turns.Phase, turns.Phase + 2, barrier: false);
            _start = null;
        }
    }

    /// <summary>In a large program several phases are a part, with the barriers between them; a phase of very many pointers has parts of its own.</summary>
    /// <param name="barrier">Whether there is one before the first phase.</param>
    private void EmitPhases(int first, int end, bool barrier = true)
    {
        var whole = new List<Step>();
        for (int p = first; p < end; p++)
        {
            int phase = p;
            bool waits = p > first || barrier;
            if (_program.Phases[p].Count == 0) continue;
            if (!IsInParts)
            {
                EmitPhase(phase, inParts: false, waits);
                continue;
            }

            if (LocalsOf(_program.Phases[p], ValuesOf(_program.Phases[p]).Distinct().Count()) <= MostLocals)
            {
                whole.Add(new Step(_program.Phases[p], () => EmitPhase(phase, inParts: false, waits)));
                continue;
            }

            EmitInParts(whole, "Phases", TeamArguments("from", "to"));
            whole.Clear();
            EmitPhase(phase, inParts: true, waits);
        }

        EmitInParts(whole, "Phases", TeamArguments("from", "to"));
    }

    /// <summary>What a part is given. Before and after the turns there is no share of the samples, and all of them are in memory.</summary>
    private string TeamArguments(string from, string to)
        => _program.Micro is null ? $"(member, batch, stride, {from}, {to})" : _start is null ? "(member, batch, stride, 0, 0, 0, batch)" : $"(member, batch, stride, {from}, {to}, start, count)";

    private void EmitPhase(int number, bool inParts, bool barrier)
    {
        List<KernelCall> phase = _program.Phases[number];
        _writer.Line();
        if (number > 0 && barrier) _writer.Line("member.Barrier();");
        KernelCall[] samples = [.. phase.Where(c => c.Kernel.Split == Split.Samples)], once = [.. phase.Where(c => c.Kernel.Split == Split.Once)];
        if (samples.Length > 0)
        {
            _writer.Line("// Each worker's own samples.");
            using (_writer.Block("if (from < to)")) EmitSteps(inParts, [.. BlockSamples.Run(_program.Program, samples).SelectMany(StepsOf)]);
        }

        EmitSteps(inParts, [.. phase.Where(c => c.Kernel.Split == Split.Outputs).Select(call => new Step([call], () => EmitOutputs(call)))]);
        if (once.Length > 0)
        {
            using (_writer.Block("if (member.Index == 0)")) EmitSteps(inParts, [.. once.Select(call => new Step([call], () => EmitCall(call, "batch", "0")))]);
        }
    }

    private void EmitSteps(bool inParts, List<Step> steps)
    {
        if (inParts) EmitInParts(steps, "Phases", TeamArguments("from", "to"));
        else steps.ForEach(step => step.Emit());
    }

    private void EmitOutputs(KernelCall call)
    {
        if (call.Kernel.OutputParts == 1)
        {
            // The member that a split of one part gives it to.
            _writer.Line("// " + call.Comment);
            _writer.Line("if (member.IsLast) " + Statement(call, "1", "0"));
            return;
        }

        using (_writer.Block($"// {call.Comment}"))
        {
            _writer.Line($"(nint first, nint last) = member.Split({Literals.Int(call.Kernel.OutputParts)}, {Literals.Int(call.Kernel.OutputGranularity)});");
            _writer.Line("if (first < last) " + Statement(call, "last", "first"));
        }
    }

    private IEnumerable<Step> StepsOf(SampleRun run)
        => run.Samples == 0 ? run.Calls.Select(call => new Step([call], () => EmitCall(call, "to", "from"))) : IsLong(run) ? [new Step([], () => EmitBlocks(run))] : [new Step(run.Calls, () => EmitBlocks(run))];

    /// <summary>Whether a run of kernels is too much for one method.</summary>
    private static bool IsLong(SampleRun run) => LocalsOf(run.Calls, ValuesOf(run.Calls).Distinct().Count()) > MostLocals;

    /// <summary>Kernels over one worker's samples, a few samples at a time, which keeps them in the cache.</summary>
    private void EmitBlocks(SampleRun run)
    {
        _writer.Line($"// {Literals.Int(run.Samples)} sample{(run.Samples == 1 ? "" : "s")} at a time, which stay in the cache.");
        using (_writer.Block($"for (nint first = from; first < to; {(run.Samples == 1 ? "first++" : $"first += {Literals.Int(run.Samples)}")})"))
        {
            _writer.Line(run.Samples == 1 ? "nint last = first + 1;" : $"nint last = Math.Min(first + {Literals.Int(run.Samples)}, to);");
            if (IsLong(run)) EmitInParts([.. run.Calls.Select(call => new Step([call], () => EmitCall(call, "to", "from")))], "Phases", TeamArguments("first", "last"));
            else foreach (KernelCall call in run.Calls) EmitCall(call, "last", "first");
        }
    }

    private void EmitCall(KernelCall call, string to, string from)
    {
        _writer.Line("// " + call.Comment);
        _writer.Line(Statement(call, to, from));
    }

    private string Statement(KernelCall call, string to, string from)
    {
        string stride = _program.IsBlock ? Literals.Int(_program.Memory.BlockRows) : "stride";
        if (call.Kernel.Split == Split.Samples && call.Kernel is not LaneTransposeKernel && call.Reads.Concat(call.Writes).Any(v => _program.Program.TypeOf(v).IsInLanes))
        {
            // Such a kernel counts blocks of samples.
            from = from == "0" ? from : $"({from} / {SimdForm.LogicalLanes})";
            to = $"({to} + {SimdForm.LogicalLanes - 1}) / {SimdForm.LogicalLanes}";
            to = $"({to})";
        }

        return call.Kernel.Call(new CallSite([.. call.Reads.Select(NameHere)], [.. call.Writes.Select(NameHere)], from, to, "batch", stride) { Start = _start, Samples = _start is null ? "batch" : "count" });
    }

    /// <summary>Where a value's samples in memory begin: the caller's, and what is kept for the whole batch, lie behind those of earlier turns.</summary>
    private string NameHere(Value value)
        => _start is not null && _program.Memory.Places[value].Space is MemorySpace.Input or MemorySpace.Whole ? $"{_names[value]} + {CallSite.Times(_start, _program.Program.TypeOf(value).PerSample)}" : _names[value];

    private void DeclarePointers(IEnumerable<Value> values, Func<int, string> input, string stride)
    {
        // As many to a line as are read well.
        string line = "", kind = "";
        int count = 0;
        foreach (Value value in values.Distinct().OrderBy(v => v))
        {
            string type = _program.Program.TypeOf(value).Element == ElementKind.Int32 ? "int" : "float", next = $"{_names[value]} = {Address.Of(Pointer(value, input, stride, "arena", "parameters", "gradients"))}";
            bool joins = type == kind && count < PointersPerLine;
            if (!joins && line.Length > 0) _writer.Line(line + ";");
            line = joins ? $"{line}, {next}" : $"{type}* {next}";
            (kind, count) = (type, joins ? count + 1 : 1);
        }

        if (line.Length > 0) _writer.Line(line + ";");
    }

    private string Pointer(Value value, Func<int, string> input, string stride, string arena, string parameters, string gradients)
    {
        Placement place = _program.Memory.Places[value];
        return place.Space switch
        {
            MemorySpace.Input => input(place.Offset),
            MemorySpace.Parameters => Plus(parameters, Literals.Int(place.Offset)),
            MemorySpace.Gradients => Plus(gradients, Literals.Int(place.Offset)),
            MemorySpace.Whole => place.Offset == 0 ? "Whole" : $"Whole + {Literals.Int(place.Offset)} * WholeStride",
            _ when !place.IsBatched => Plus(arena, Literals.Int(place.Offset)),
            _ => place.Offset == 0 ? Plus(arena, Literals.Int(_program.Memory.FixedFloats)) : $"{Plus(arena, Literals.Int(_program.Memory.FixedFloats))} + {Literals.Int(place.Offset)} * {stride}",
        };

        static string Plus(string pointer, string offset) => offset == "0" ? pointer : $"{pointer} + {offset}";
    }
}
