using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using NeuralNet.Gen.Numerics;

namespace NeuralNet.Gen.SameBits;

/// <summary>
/// First the instruction sets in use, one "has NAME VALUE" per line, then one "bits NAME HASH" per part. The hashes must not depend on anything.
/// </summary>
internal static unsafe class Program
{
    private static void Main()
    {
        Console.WriteLine($"has Vector512 {Vector512.IsHardwareAccelerated}");
        Console.WriteLine($"has Vector256 {Vector256.IsHardwareAccelerated}");
        Console.WriteLine($"has Vector128 {Vector128.IsHardwareAccelerated}");
        Console.WriteLine($"has Avx2 {Avx2.IsSupported}");
        Console.WriteLine($"has Fma {Fma.IsSupported}");

        float[] grid = Grid();
        Function("Exp", grid, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp);
        Function("Expm1", grid, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1);
        Function("Log", grid, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log);
        Function("Log1p", grid, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p, VectorMath.Log1p);
        Function("Tanh", grid, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh);
        Function("Sigmoid", grid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid);
        Function("Erf", grid, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf);
        Function("Softplus", grid, VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus);
        Function("SinTwoPi", grid, VectorMath.SinTwoPi, VectorMath.SinTwoPi, VectorMath.SinTwoPi, VectorMath.SinTwoPi);
        Function("CosTwoPi", grid, VectorMath.CosTwoPi, VectorMath.CosTwoPi, VectorMath.CosTwoPi, VectorMath.CosTwoPi);
        Reductions(grid);
        Rotations();
        Random();
        Optimizers();
        SparseOptimizers();
        Schedules();
        for (int prefetch = 0; prefetch <= 2; prefetch += 2)
        {
            // The same hash, whichever thread transforms.
            Print($"pictures read {prefetch} ahead", TransformedBatches.Pictures(prefetch));
            Print($"sound read {prefetch} ahead", TransformedBatches.Sound(prefetch));
        }
    }

    /// <summary>Bit patterns spread over all floats, the arguments that networks meet, and the edges.</summary>
    private static float[] Grid()
    {
        const int spread = 16384, usual = 16384;
        float[] grid = new float[spread + usual + 32];
        for (int i = 0; i < spread; i++)
        {
            grid[i] = BitConverter.UInt32BitsToSingle((uint)i * 262139u);
        }

        for (int i = 0; i < usual; i++)
        {
            grid[spread + i] = (i - (usual / 2)) * 0.00247f;
        }

        float[] edges =
        [
            0f, -0f, 1f, -1f, float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon,
            -float.Epsilon, 1.17549435e-38f, -1.17549435e-38f, 88.72283f, 88.72284f, -87.33655f, -103.97f, -103.98f, 0.5f, 0.25f, 475f / 512f, 4f,
            BitConverter.UInt32BitsToSingle(0x7F800001), BitConverter.UInt32BitsToSingle(0xFFFFFFFF), 8388608f, 16777216f, 2f, -2f, 10f, 1e-8f, 3e38f,
        ];
        edges.CopyTo(grid.AsSpan(spread + usual));
        return grid;
    }

    private static void Function(
        string name,
        float[] grid,
        Func<float, float> one,
        Func<Vector128<float>, Vector128<float>> four,
        Func<Vector256<float>, Vector256<float>> eight,
        Func<Vector512<float>, Vector512<float>> sixteen)
    {
        float[] result = new float[grid.Length];
        for (int i = 0; i < grid.Length; i++)
        {
            result[i] = one(grid[i]);
        }

        Print($"{name}(float)", result);
        for (int i = 0; i < grid.Length; i += 4)
        {
            four(Vector128.Create(grid, i)).CopyTo(result, i);
        }

        Print($"{name}(Vector128)", result);
        for (int i = 0; i < grid.Length; i += 8)
        {
            eight(Vector256.Create(grid, i)).CopyTo(result, i);
        }

        Print($"{name}(Vector256)", result);
        for (int i = 0; i < grid.Length; i += 16)
        {
            sixteen(Vector512.Create(grid, i)).CopyTo(result, i);
        }

        Print($"{name}(Vector512)", result);
    }

    private static void Rotations()
    {
        const int time = 1000, pairs = 21;
        float[] table = new float[time * 2 * pairs], turned = new float[table.Length];
        fixed (float* angles = table, y = turned)
        {
            Rotary.Fill(angles, time, pairs, 10000f);
            Rotary.Turn(angles, angles, y, 0, time, 7, 3, pairs, 1f);
        }

        Print("Rotary.Fill", table);
        Print("Rotary.Turn", turned);
    }

    private static void Reductions(float[] grid)
    {
        int count = grid.Length / 16;
        float[] sums = new float[3 * count], maxima = new float[3 * count];
        for (int i = 0; i < count; i++)
        {
            // Every 17th block is left as it is, with its NaN and infinities; the others are brought into a range where sums round.
            float[] lanes = grid.AsSpan(16 * i, 16).ToArray();
            if (i % 17 != 0)
            {
                for (int l = 0; l < 16; l++)
                {
                    lanes[l] = (BitConverter.SingleToInt32Bits(lanes[l]) ^ (l * 0x3779B9)) * 1e-7f;
                }
            }

            Vector512<float> a = Vector512.Create(lanes);
            Vector256<float> low = Vector256.Create(lanes), high = Vector256.Create(lanes, 8);
            Vector128<float> p = Vector128.Create(lanes), q = Vector128.Create(lanes, 4), r = Vector128.Create(lanes, 8), s = Vector128.Create(lanes, 12);
            sums[i] = LaneReduce.Sum(a);
            sums[count + i] = LaneReduce.Sum(low, high);
            sums[2 * count + i] = LaneReduce.Sum(p, q, r, s);
            maxima[i] = LaneReduce.Max(a);
            maxima[count + i] = LaneReduce.Max(low, high);
            maxima[2 * count + i] = LaneReduce.Max(p, q, r, s);
        }

        Print("LaneReduce.Sum", sums);
        Print("LaneReduce.Max", maxima);
    }

    private static void Random()
    {
        float[] values = new float[5003];
        Philox.FillUniform(values, 0x0123456789ABCDEF, 77, 1L << 40, 12345);
        Print("Philox.FillUniform", values);
        Initializers.Uniform(values, 0.123f, 42, 0x01000003);
        Print("Initializers.Uniform", values);
        Initializers.Normal(values, 0.02f, 42, 0x01000004);
        Print("Initializers.Normal", values);
        fixed (float* mask = values)
        {
            DropoutMask.Fill(mask, 777, values.Length, 0.1f, 42, 0x02000001, 9);
        }

        Print("DropoutMask", values);
        int[] order = new int[4001];
        SampleOrder.Shuffle(order, 42, 7);
        Console.WriteLine($"bits SampleOrder {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<int>(order)))}");
    }

    private static void Optimizers()
    {
        // Two tensors; the second one starts at an odd place and is longer than a piece of Lamb's.
        const int first = 501, count = 3511, steps = 12;
        var info = new NetworkInfo
        {
            Name = "Net",
            Inputs = [],
            Targets = [],
            Output = new TensorInfo("y", ElementType.Float32, [1]),
            Prediction = PredictionKind.Values,
            Parameters = [new ParameterInfo("first", [first], 0, [1]), new ParameterInfo("second", [count - first], first, [1])],
            Layers = [],
            ParameterCount = count,
            ForwardFlops = 0,
            GradientFlops = 0,
        };
        Optimizer[] optimizers =
        [
            new Sgd(0.01f, 0.9f, weightDecay: 0.1f, nesterov: true), new Adam(0.01f, weightDecay: 0.1f), new AdamW(0.01f, amsgrad: true), new Nadam(weightDecay: 0.1f),
            new RAdam(0.01f, weightDecay: 0.1f), new AdaGrad(0.01f, 0.1f), new AdaDelta(), new RmsProp(momentum: 0.9f, centered: true), new Lion(0.01f, weightDecay: 0.1f), new Lamb(0.01f),
        ];
        float[] parameters = new float[count], gradients = new float[count], norms = new float[steps];
        foreach (Optimizer optimizer in optimizers)
        {
            optimizer.Groups.Add(new ParameterGroup("first") { LearningRateScale = 3 });
            optimizer.ClipNorm = 8;
            optimizer.ClipValue = 0.3f;
            optimizer.Bind(info);
            Philox.FillUniform(parameters, 1, 2, 3);
            var accumulator = new GradientAccumulator();
            for (int t = 0; t < steps; t++)
            {
                accumulator.Reset();
                for (int k = 1; k <= 2; k++)
                {
                    Philox.FillUniform(gradients, 5, 6, (ulong)((2 * t) + k));
                    for (int i = 0; i < count; i++) gradients[i] -= 0.5f;
                    accumulator.Add(gradients, 0, 3 * k);
                }

                optimizer.Step(parameters, accumulator.Gradients);
                norms[t] = optimizer.LastGradientNorm;
            }

            Print(optimizer.GetType().Name, parameters);
        }

        Print("gradient norms", norms);
    }

    private static void SparseOptimizers()
    {
        foreach (Optimizer optimizer in (Optimizer[])[new Sgd(0.1f), new AdaGrad(0.1f), new Adam(0.01f)])
        {
            var network = new SparseTable();
            var accumulator = new GradientAccumulator();
            optimizer.ClipNorm = 2;
            for (ulong t = 0; t < 12; t += 2)
            {
                accumulator.Reset();
                for (ulong k = 0; k < 2; k++)
                {
                    network.Draw(t + k);
                    accumulator.Add(network, 0, 3);
                }

                optimizer.Step(network, accumulator);
            }

            Print($"sparse {optimizer.GetType().Name}", [.. network.Parameters, optimizer.LastGradientNorm]);
        }
    }

    private static void Schedules()
    {
        Schedule[] schedules =
        [
            new StepSchedule(1, 7, 0.3f), new ExponentialSchedule(1, 0.97f), new PolynomialSchedule(1, 100, 0.7f), new CosineSchedule(1, 100, 0.1f).WithWarmup(9), new CosineRestartsSchedule(1, 11, 2),
            new OneCycleSchedule(1, 100), new NoamSchedule(64, 30), new WarmupStableDecaySchedule(1, 10, 50, 40, 0, DecayForm.OneMinusSqrt),
        ];
        Print("schedules", [.. schedules.SelectMany(schedule => Enumerable.Range(0, 128).Select(step => schedule.At(step)))]);
    }

    private static void Print(string name, float[] values) =>
        Console.WriteLine($"bits {name} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(values)))}");
}
