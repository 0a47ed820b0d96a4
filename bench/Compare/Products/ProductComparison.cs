using System.Diagnostics;
using Compare.Blas;
using Compare.Generation;
using Compare.Timing;
using NeuralNet.Gen.Generator;
using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Kernels;

namespace Compare.Products;

/// <summary>Every matrix product of the workloads' prediction and gradient, kernel by kernel, beside the better of OpenBLAS and BLIS, one thread.</summary>
internal static class ProductComparison
{
    private const double Tolerance = 1e-4;

    private static readonly (bool TurnsA, bool TurnsB, string Name)[] s_orders = [(false, false, "NN"), (true, false, "TN"), (false, true, "NT"), (true, true, "TT")];

    /// <summary>Runs and reports.</summary>
    /// <param name="workloads">Whose products.</param>
    /// <param name="jsonPath">Receives the rows; <c>null</c> for the console alone.</param>
    public static ExitCode Run(IReadOnlyList<Workload> workloads, string? jsonPath)
    {
        var failures = new List<string>();
        IReadOnlyList<BlasLibrary> libraries = BlasLibrary.LoadAll(failures);
        foreach (string failure in failures) Console.Error.WriteLine(failure);
        Console.WriteLine($"{Machine.Description}, BLAS: {(libraries.Count == 0 ? "none" : string.Join(", ", libraries.Select(l => l.Name)))}");
        Console.WriteLine($"GFLOP/s of products without their epilogues, one thread; P: peak of one core in {FmaPeak.Bits}-bit fused multiply-adds");
        Console.WriteLine("ours/best: beside the better BLAS with the factors in the order that the network has them in; /turned: in the order that the library likes best, which it gets for nothing");
        Console.WriteLine("<: slower in the network's order; t: only where the factors are turned; P: no extent below 32 and less than 95 % of P; after a library's kernels the order that it likes best");
        Console.WriteLine();
        (Workload Workload, string Programs, EmittedProduct Product, bool SharesTiles)[] products = [.. workloads.SelectMany(Find)];
        IReadOnlyList<ProductCall> calls = ProductCode.Load([.. products.Select(p => (p.Product, p.SharesTiles))]);
        ProductRow.WriteHeader();
        var rows = new List<ProductRow>();
        for (int i = 0; i < products.Length; i++)
        {
            (Workload workload, string programs, EmittedProduct product, _) = products[i];
            using var memory = new ProductMemory(product, seed: i);
            ProductCall call = calls[i];
            var turns = new List<Turn> { new(() => memory.RunOurs(call), () => { }) };
            var rivals = new List<(string Library, string Order, int Own, int Liked)>();
            (bool TurnsA, bool TurnsB, string Name) own = s_orders.Single(o => (o.TurnsA, o.TurnsB) == (product.HasATurned, product.HasBTurned));
            foreach (BlasLibrary library in libraries)
            {
                (bool TurnsA, bool TurnsB, string Name) liked = s_orders.MinBy(o => Shortest(() => memory.RunBlas(library, o.TurnsA, o.TurnsB)));
                turns.Add(new Turn(() => memory.RunBlas(library, own.TurnsA, own.TurnsB), () => { }));
                int first = turns.Count - 1;
                if (liked != own) turns.Add(new Turn(() => memory.RunBlas(library, liked.TurnsA, liked.TurnsB), () => { }));
                rivals.Add((library.Name, liked.Name, first, turns.Count - 1));
            }

            if (Difference(workload, product, memory, turns) is { } difference)
            {
                Console.Error.WriteLine(difference);
                return ExitCode.Disagreement;
            }

            (Sample[] samples, double peak) = Turns.OfKernels.Measure(turns);
            double[] gflops = [.. samples.Select(s => product.Flops / s.Median / 1e3)];
            var row = new ProductRow(workload.Name, programs, product.Kernel.MethodName, product, gflops[0], [.. rivals.Select(r => new ProductRival(r.Library, r.Order, gflops[r.Own], Math.Max(gflops[r.Own], gflops[r.Liked])))], peak);
            row.Write();
            rows.Add(row);
        }

        Summarise(rows);
        if (jsonPath is not null) ProductRow.WriteJson(jsonPath, rows);
        return ExitCode.Success;
    }

    /// <summary>The distinct products of a workload, from the generator's own list of kernels.</summary>
    private static IEnumerable<(Workload Workload, string Programs, EmittedProduct Product, bool SharesTiles)> Find(Workload workload)
    {
        CompiledNetwork network = WorkloadSources.Compile(workload);
        bool sharesTiles = KernelsEmitter.SharesTiles(network);
        var found = new List<(string Program, EmittedProduct Product)>();
        foreach (CompiledProgram program in network.Programs.Where(p => p.Kind is ProgramKind.Predict or ProgramKind.Gradient))
        {
            // A prediction that goes on from the forward program's output runs its kernels.
            foreach (KernelCall call in (program.Follows is { } first ? first.Phases : []).Concat(program.Phases).SelectMany(phase => phase))
            {
                int batch = program.IsBlock ? Math.Min(workload.BatchSize, program.Memory.BlockRows) : workload.BatchSize;
                int stride = program.IsBlock ? program.Memory.BlockRows : (workload.BatchSize + 15) / 16 * 16;
                if (EmittedProduct.Of(call.Kernel, batch, stride) is { } product) found.Add((program.Kind.ToString(), product));
            }
        }

        return found.GroupBy(f => f.Product).Select(group => (workload, string.Join("+", group.Select(f => f.Program).Distinct()), group.Key, sharesTiles));
    }

    private static string? Difference(Workload workload, EmittedProduct product, ProductMemory memory, List<Turn> turns)
    {
        turns[0].Call();
        foreach (Turn rival in turns.Skip(1))
        {
            rival.Call();
            double difference = memory.LargestDifference();
            if (!(difference <= Tolerance * Math.Sqrt(product.K)))
                return $"{workload.Name}: {product.Kernel.MethodName}, {product.M} × {product.K} × {product.N}, differs from BLAS by {difference}";
        }

        return null;
    }

    private static double Shortest(Action call)
    {
        call();
        double shortest = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        do
        {
            long start = Stopwatch.GetTimestamp();
            call();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 3);
        return shortest;
    }

    private static void Summarise(List<ProductRow> rows)
    {
        Console.WriteLine();
        Console.WriteLine($"{rows.Count} products; slower than the better BLAS: {rows.Count(r => r.Ratio < 1)}, than the better BLAS with factors turned: {rows.Count(r => r.TurnedRatio < 1)}; no extent below 32 and below 95 % of P: {rows.Count(r => r.IsBelowPeak)}");
    }
}
