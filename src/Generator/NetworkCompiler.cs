using NeuralNet.Gen.Generator.Graph;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Model;
using NeuralNet.Gen.Generator.Passes;

namespace NeuralNet.Gen.Generator;

/// <summary>What a program computes and how it is called.</summary>
internal enum ProgramKind
{
    /// <summary>The network's outputs as declared, block by block, on one thread.</summary>
    Forward,

    /// <summary>What the outputs mean (probabilities), block by block, on one thread.</summary>
    Predict,

    /// <summary>The mean loss in prediction mode, by a team.</summary>
    Loss,

    /// <summary>The mean loss in training mode and all gradients, by a team.</summary>
    Gradient,
}

/// <summary>One compiled program: kernels in phases and a place for every value.</summary>
internal sealed record CompiledProgram(ProgramKind Kind, KernelProgram Program, List<List<KernelCall>> Phases, MemoryPlan Memory)
{
    public bool IsBlock => Kind is ProgramKind.Forward or ProgramKind.Predict;

    /// <summary>How a batch is taken some samples at a time; null where all go through a phase together.</summary>
    public MicroBatch? Micro { get; init; }

    /// <summary>The forward program whose output this one only interprets: large networks are not printed twice.</summary>
    public CompiledProgram? Follows { get; init; }

    /// <summary>Floating-point operations in products for one sample, as the network declares them: how passes arrange the work does not change it.</summary>
    public long FlopsPerSample { get; init; }

    /// <summary>Arena numbers of a block of samples.</summary>
    public int BlockFloats
    {
        get
        {
            int own = checked(Memory.FixedFloats + (Memory.FloatsPerSample * Memory.BlockRows));
            return Follows is null ? own : Math.Max(own, Follows.BlockFloats);
        }
    }

    /// <summary>Arena numbers for one sample of a block.</summary>
    public int FloatsPerSample => Math.Max(Memory.FloatsPerSample, Follows?.Memory.FloatsPerSample ?? 0);

    /// <summary>Multiply-adds or their like for one sample.</summary>
    public long CostPerSample => Phases.SelectMany(p => p).Sum(c => c.Kernel.Cost);

    /// <summary>Samples from which a team is worth its waking for a block program: each member has some, and together they have as much to do as the runtime's NetworkProgram asks for.</summary>
    public long LeastForTeam
    {
        get
        {
            const long WorthATeam = 2_000_000, ManySamples = 1024;
            long cost = Math.Max(1, CostPerSample + (Follows?.CostPerSample ?? 0));
            return Math.Max(Memory.Granularity + 1, Math.Min(ManySamples, (WorthATeam + cost - 1) / cost));
        }
    }
}

/// <summary>A network ready to be printed.</summary>
internal sealed record CompiledNetwork(NetworkModel Model, IReadOnlyList<CompiledProgram> Programs)
{
    public CompiledProgram this[ProgramKind kind] => Programs.Single(p => p.Kind == kind);

    /// <summary>Tables whose gradient is written at the rows of a batch alone, and the inputs that name these rows; ascending by parameter.</summary>
    public IReadOnlyList<(int Parameter, IReadOnlyList<int> Inputs)> SparseTables => _sparseTables ??= [.. FindSparseTables()];

    private IReadOnlyList<(int Parameter, IReadOnlyList<int> Inputs)>? _sparseTables;

    private IEnumerable<(int Parameter, IReadOnlyList<int> Inputs)> FindSparseTables()
    {
        if (!Model.HasLoss) yield break;
        CompiledProgram program = this[ProgramKind.Gradient];
        var scatters = program.Phases.SelectMany(p => p).Where(c => c.Kernel is SparseScatterAddKernel).ToDictionary(c => c.Writes[0]);
        foreach (GraphOutput output in program.Program.Outputs.Where(o => o.Role == OutputRole.ParameterGradient).OrderBy(o => o.Index))
        {
            if (!scatters.TryGetValue(output.Value, out KernelCall call)) continue;
            scatters.Remove(output.Value);
            Placement[] numbers = [.. call.Reads.Where((_, i) => i % 2 == 1).Select(v => program.Memory.Places[v])];
            if (numbers.Any(p => p.Space != MemorySpace.Input)) throw new InvalidOperationException("the numbers of a sparse lookup are not an input's");
            yield return (output.Index, [.. numbers.Select(p => p.Offset).Distinct()]);
        }

        if (scatters.Count > 0) throw new InvalidOperationException("the rows of a sparse lookup are not a parameter's gradient by themselves");
    }

    /// <summary>Each kernel that needs a method of its own, in order of first use, with all of its calls.</summary>
    public IEnumerable<IGrouping<Kernel, KernelCall>> Kernels => Programs.SelectMany(p => p.Phases).SelectMany(p => p).GroupBy(c => c.Kernel.Shared);
}

/// <summary>The compiler: an ordered list of passes, each named, verified after, and shown to whoever observes.</summary>
internal static class NetworkCompiler
{
    /// <param name="observe">Gets the program, the pass and a readable dump after every pass.</param>
    public static CompiledNetwork Compile(NetworkModel model, CancellationToken cancellation, Action<ProgramKind, string, Func<string>>? observe = null)
    {
        CompiledProgram? forward = null;
        forward = CompileProgram(ProgramKind.Forward);
        var programs = new List<CompiledProgram> { forward, CompileProgram(ProgramKind.Predict) };
        if (model.HasLoss) programs.AddRange([CompileProgram(ProgramKind.Loss), CompileProgram(ProgramKind.Gradient)]);
        return new CompiledNetwork(model, programs);

        CompiledProgram CompileProgram(ProgramKind kind)
        {
            bool training = kind == ProgramKind.Gradient;
            CompiledProgram? follows = kind == ProgramKind.Predict && forward?.Program.Calls.Count >= ManyCalls && MeaningOf(model.Forward) is not null ? forward : null;
            TensorGraph graph = Pass("specialize", Specialize.Run(follows is null ? model.Forward : MeaningOf(model.Forward)!, training, output => IsKept(kind, output)));
            graph = Pass("sink permutes", SinkPermutes.Run(graph));
            if (training) graph = Pass("differentiate", Differentiate.Run(graph, model.Parameters.Count));
            graph = Pass("decompose", Decompose.Run(graph));
            long flops = Layers.NetworkBuilder.FlopsOf(graph.Nodes, v => graph[v].Type);
            if (training) graph = Pass("lay samples in lanes", LaySamplesInLanes.Run(graph));
            graph = Pass("absorb padding", AbsorbPadding.Run(graph));
            graph = Pass("orient products", OrientProducts.Run(graph));
            graph = Pass("place matrices", PlaceMatrices.Run(graph));
            var kernels = new KernelProgram(graph, follows?.Program.IsLarge == true);
            Show("fuse kernels", () => string.Join("\n", kernels.Calls));
            List<List<KernelCall>> phases = kind is ProgramKind.Forward or ProgramKind.Predict ? SchedulePhases.RunAlone(kernels) : SchedulePhases.Run(kernels);
            Show("schedule phases", () => string.Join("\n---\n", phases.Select(p => string.Join("\n", p))));
            MemoryPlan memory = Plan(phases, null);
            MicroBatch? micro = null;
            if (kind is ProgramKind.Loss or ProgramKind.Gradient && MicroBatches.SamplesFor(memory) is > 0 and int samples && MicroBatches.Run(kernels, phases) is { } parts)
            {
                (phases, micro) = (parts.Phases, parts.Plan with { Samples = samples });
                memory = Plan(phases, micro);
                Show("take micro-batches", () => $"{samples} samples at a time\n" + string.Join("\n---\n", phases.Select(p => string.Join("\n", p))));
            }

            Show("plan memory", () => $"{memory}\n{string.Join("\n", memory.Places.OrderBy(p => p.Key).Select(p => $"{p.Key} {p.Value}"))}");
            if (follows is not null) memory = memory with { BlockRows = follows.Memory.BlockRows };
            var program = new CompiledProgram(kind, kernels, phases, memory) { Follows = follows, Micro = micro, FlopsPerSample = flops };
            // Overflows here, where it is told as a network that is too large, rather than while printing.
            if (program.IsBlock) _ = program.BlockFloats;
            return program;

            MemoryPlan Plan(List<List<KernelCall>> order, MicroBatch? turns)
                => PlanMemory.Run(kernels, order, [.. model.Parameters.Select(p => p.Offset)], [.. model.States.Select(s => model.ParameterCount + s.Offset)], turns);

            TensorGraph Pass(string name, TensorGraph result)
            {
                cancellation.ThrowIfCancellationRequested();
                result.Verify(name);
                Show(name, result.Dump);
                return result;
            }

            void Show(string name, Func<string> dump) => observe?.Invoke(kind, name, dump);
        }
    }

    /// <summary>Kernel calls of a forward program from which the prediction goes on from its output instead of computing it again.</summary>
    private const int ManyCalls = 64;

    /// <summary>What the one output means, as a graph whose input is the output as declared; null where it depends on more.</summary>
    private static TensorGraph? MeaningOf(TensorGraph graph)
    {
        GraphOutput[] declared = [.. graph.Outputs.Where(o => o.IsDeclared)], predicted = [.. graph.Outputs.Where(o => o.IsPredicted)];
        if (declared.Length != 1) return null;
        Value output = declared[0].Value;
        TensorGraph meaning = (graph with { Outputs = new EquatableArray<GraphOutput>(predicted) }).Rewrite(
            (builder, node, inputs) => node.Id == output ? builder.Add(new Ops.Input(0, "output", node.Type)) : builder.Add(node.Op, inputs));
        return meaning.Nodes.All(n => n.Op is not (Ops.Input or Ops.Parameter or Ops.State) || n.Op is Ops.Input { Label: "output" }) ? meaning : null;
    }

    private static bool IsKept(ProgramKind kind, GraphOutput output) => kind switch
    {
        ProgramKind.Forward => output.IsDeclared,
        ProgramKind.Predict => output.IsPredicted,
        ProgramKind.Gradient => output.Role is OutputRole.Loss or OutputRole.StateUpdate,
        _ => output.Role == OutputRole.Loss,
    };
}
