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

    private readonly CodeWriter _writer;
    private readonly NetworkModel _model;
    private readonly CompiledProgram _program;
    private readonly Dictionary<Value, string> _names = [];

    /// <summary>The first sample in memory, while what is printed takes the batch in turns.</summary>
    private string? _start;

    private ProgramEmitter(CodeWriter writer, NetworkModel model, CompiledProgram program)
    {
        (_writer, _model, _program) = (writer, model, program);
        var taken = new HashSet<string>(["batch", "stride", "from", "to", "arena", "parameters", "gradients", "member", "first", "last", "start", "count", "turn", .. OutputPointers(model)], StringComparer.OrdinalIgnoreCase);
        foreach (Value value in program.Memory.Places.Keys.OrderBy(v => v))
        {
            string name = Identifier(program.Program.NameOf(value)), unique = name;
            for (int i = 2; !taken.Add(unique); i++) unique = name + Literals.Int(i);
            _names.Add(value, unique);
        }
    }

    private IEnumerable<Value> UsedValues => _program.Phases.SelectMany(p => p).SelectMany(c => c.Reads.Concat(c.Writes)).Concat(_program.Program.Outputs.Select(o => o.Value)).Distinct().OrderBy(v => v);

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

            DeclarePointers(i => _program.Follows is null ? $"input{Literals.Int(i)}" : OutputPointers(_model)[0], Literals.Int(_program.Memory.BlockRows));
            _writer.Line();
            foreach (KernelCall call in _program.Phases.SelectMany(p => p)) EmitCall(call, call.Kernel.Split == Split.Samples ? "batch" : Literals.Int(call.Kernel.OutputParts), "0");
            foreach (GraphOutput prediction in _program.Program.Outputs)
            {
                int number = prediction.Index / 2;
                string size = Literals.Int(_program.Program.TypeOf(prediction.Value).PerSample), pointer = OutputPointers(_model)[number];
                // The first output is always wanted.
                _writer.Line($"{(number == 0 ? "" : $"if ({pointer} != null) ")}Copy.Run({_names[prediction.Value]}, {pointer}, batch * {size});");
            }
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
                _writer.Line($"return *({Pointer(loss.Value, i => "Input" + Literals.Int(i), "Stride", "Arena", "Parameters", "Gradients")});");
            }

            _writer.Line();
            using (_writer.Block("public override void Execute(TeamMember member)"))
            {
                _writer.Line($"nint batch = Batch, stride = Stride{(_program.Micro is null ? "" : ", turn = Turn")};");
                _writer.Line($"float* arena = Arena, parameters = Parameters{(_program.Kind == ProgramKind.Gradient ? ", gradients = Gradients" : "")};");
                DeclarePointers(i => "Input" + Literals.Int(i), "stride");
                if (_program.Micro is { } turns)
                {
                    for (int p = 0; p < turns.Phase; p++) EmitPhase(p);
                    EmitTurns(turns);
                    for (int p = turns.Phase + 2; p < _program.Phases.Count; p++) EmitPhase(p);
                    return;
                }

                _writer.Line($"(nint from, nint to) = member.Split(Batch, {Literals.Int(_program.Memory.Granularity)});");
                for (int p = 0; p < _program.Phases.Count; p++) EmitPhase(p);
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
            EmitPhase(turns.Phase, barrier: false);
            if (_program.Phases[turns.Phase + 1].Count > 0) EmitPhase(turns.Phase + 1);
            _start = null;
        }
    }

    private void EmitPhase(int number, bool barrier = true)
    {
        List<KernelCall> phase = _program.Phases[number];
        _writer.Line();
        if (number > 0 && barrier) _writer.Line("member.Barrier();");
        KernelCall[] samples = [.. phase.Where(c => c.Kernel.Split == Split.Samples)], once = [.. phase.Where(c => c.Kernel.Split == Split.Once)];
        if (samples.Length > 0)
        {
            _writer.Line("// Each worker's own samples.");
            using (_writer.Block("if (from < to)"))
            {
                EmitSamples(samples);
            }
        }

        foreach (KernelCall call in phase.Where(c => c.Kernel.Split == Split.Outputs))
        {
            using (_writer.Block($"// {call.Comment}"))
            {
                _writer.Line($"(nint first, nint last) = member.Split({Literals.Int(call.Kernel.OutputParts)}, {Literals.Int(call.Kernel.OutputGranularity)});");
                _writer.Line("if (first < last) " + Statement(call, "last", "first"));
            }
        }

        if (once.Length > 0)
        {
            using (_writer.Block("if (member.Index == 0)"))
            {
                foreach (KernelCall call in once) EmitCall(call, "batch", "0");
            }
        }
    }

    /// <summary>Kernels over one worker's samples, a few samples at a time where that keeps them in the cache.</summary>
    private void EmitSamples(IEnumerable<KernelCall> calls)
    {
        foreach (SampleRun run in BlockSamples.Run(_program.Program, calls))
        {
            if (run.Samples == 0)
            {
                foreach (KernelCall call in run.Calls) EmitCall(call, "to", "from");
                continue;
            }

            _writer.Line($"// {Literals.Int(run.Samples)} sample{(run.Samples == 1 ? "" : "s")} at a time, which stay in the cache.");
            using (_writer.Block($"for (nint first = from; first < to; {(run.Samples == 1 ? "first++" : $"first += {Literals.Int(run.Samples)}")})"))
            {
                _writer.Line(run.Samples == 1 ? "nint last = first + 1;" : $"nint last = Math.Min(first + {Literals.Int(run.Samples)}, to);");
                foreach (KernelCall call in run.Calls) EmitCall(call, "last", "first");
            }
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

    private void DeclarePointers(Func<int, string> input, string stride)
    {
        // As many to a line as are read well.
        string line = "", kind = "";
        int count = 0;
        foreach (Value value in UsedValues)
        {
            string type = _program.Program.TypeOf(value).Element == ElementKind.Int32 ? "int" : "float", next = $"{_names[value]} = {Pointer(value, input, stride, "arena", "parameters", "gradients")}";
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
