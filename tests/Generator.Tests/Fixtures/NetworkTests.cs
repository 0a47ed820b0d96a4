using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace NeuralNet.Gen.Generator.Tests.Fixtures;

/// <summary>What every test of an op, layer or loss does with the networks that it declares: one compilation, then the checks below.</summary>
public abstract class NetworkTests
{
    private static readonly ConcurrentDictionary<Type, Lazy<NetworkSet>> Sets = new();

    /// <summary>All networks of this class; each test looks its own up by declaration.</summary>
    private protected abstract IEnumerable<OracleNetwork> Networks { get; }

    /// <summary>The compiled network; the oracle takes its parameters.</summary>
    private protected Network Create(OracleNetwork oracle, ulong seed = 1)
    {
        Network network = CreateUnread(oracle, seed);
        oracle.Read(network);
        return network;
    }

    /// <summary>The compiled network alone.</summary>
    private protected Network CreateUnread(OracleNetwork oracle, ulong seed)
        => Sets.GetOrAdd(GetType(), _ => new Lazy<NetworkSet>(() => new NetworkSet(Networks))).Value.Create(oracle, seed);

    /// <summary>Forward, Predict, Loss and every gradient against the oracle.</summary>
    private protected void AgreesWithOracle(OracleNetwork oracle, params int[] batches)
    {
        Network network = Create(oracle);
        foreach (int count in batches)
        {
            OracleSamples samples = OracleSamples.Draw(oracle, count, seed: 7 * oracle.Inputs + count);
            string what = $"{oracle}, batch {count}";
            GradientCheck.Values($"Forward of {what}", network.Forward(samples.Inputs), oracle.Forward(samples.Inputs));
            GradientCheck.Values($"Predict of {what}", network.Predict(samples.Inputs), oracle.Predict(samples.Inputs));
            Batch batch = samples.In(network);
            float loss = network.Instance.Loss(batch);
            GradientCheck.Values($"Loss of {what}", [loss], [oracle.LossOf(samples)]);
            Assert.Equal(Bits([loss]), Bits([network.Instance.Gradient(batch)]));
            GradientCheck.Gradients(oracle, network, samples);
        }
    }

    /// <summary>A sample's outputs have the same bits alone, in batches of any length, and at another place in a batch.</summary>
    private protected void HasSameBitsInAnyBatch(OracleNetwork oracle)
    {
        const int most = 200, shift = 7;
        Network network = Create(oracle);
        float[] inputs = OracleSamples.Draw(oracle, most, seed: 3).Inputs;
        foreach (bool predict in (bool[])[false, true])
        {
            float[] all = Run(inputs);
            for (int s = 0; s < most; s++) Same(all, s, Run(inputs[(s * oracle.Inputs)..((s + 1) * oracle.Inputs)]));
            foreach (int count in (int[])[1, 3, 64, 65]) Same(all, 0, Run(inputs[..(count * oracle.Inputs)]));
            foreach (int count in (int[])[1, 3, 64, 65]) Same(all, shift, Run(inputs[(shift * oracle.Inputs)..((shift + count) * oracle.Inputs)]));

            float[] Run(float[] rows) => predict ? network.Predict(rows) : network.Forward(rows);

            void Same(float[] whole, int first, float[] part)
            {
                for (int i = 0; i < part.Length; i++)
                {
                    if (Bits(part.AsSpan(i, 1))[0] != Bits(whole.AsSpan(first * oracle.Outputs + i, 1))[0])
                        Assert.Fail($"{oracle}: {(predict ? "Predict" : "Forward")} of sample {first + i / oracle.Outputs} in a batch of {part.Length / oracle.Outputs} gives {part[i]:G9}, in 200 samples {whole[first * oracle.Outputs + i]:G9}");
                }
            }
        }
    }

    /// <summary>Gradients, losses and outputs have the same bits on the calling thread and on teams of one up to <paramref name="most"/>.</summary>
    private protected void HasSameBitsOnAnyTeam(OracleNetwork oracle, int count, int most = 3)
    {
        Network network = Create(oracle);
        long work = count * network.Info.GradientFlops / 2;
        Assert.True(work > 2_000_000, $"{oracle}: {work} multiply-adds do not wake a team");
        OracleSamples samples = OracleSamples.Draw(oracle, count, seed: 5);
        Batch batch = samples.In(network), poison = (samples with { Inputs = [.. samples.Inputs.Select(_ => float.NaN)] }).In(network);
        uint[] alone = Everything(null);
        for (int threads = 1; threads <= most; threads++)
        {
            using var team = new ThreadTeam(threads);
            for (int repetition = 0; repetition < 3; repetition++)
            {
                uint[] shared = Everything(team);
                int different = alone.AsSpan().CommonPrefixLength(shared);
                Assert.True(different == alone.Length, $"{oracle}: a team of {threads} has other bits, first at {different} of {alone.Length} numbers");
            }
        }

        uint[] Everything(ThreadTeam? team)
        {
            // What a worker reads before another has written it must not be right by chance: left over from the run before.
            network.Instance.Gradient(poison);
            network.Instance.Loss(poison);
            network.Instance.StepCount = 11;
            network.Instance.Gradients.Fill(float.NaN);
            float gradientLoss = network.Instance.Gradient(batch, team), loss = network.Instance.Loss(batch, team);
            float[] numbers = [gradientLoss, loss, .. network.Instance.Gradients, .. network.Forward(samples.Inputs, team), .. network.Predict(samples.Inputs, team)];
            Assert.All(numbers, n => Assert.True(float.IsFinite(n)));
            return Bits(numbers);
        }
    }

    /// <summary>One NaN among the inputs makes the loss NaN, in both modes, wherever it stands.</summary>
    private protected void PassesNaN(OracleNetwork oracle)
    {
        Network network = Create(oracle);
        foreach (int count in (int[])[1, 3, 17])
        {
            for (int place = 0; place < count * oracle.Inputs; place += 1 + oracle.Inputs / 2)
            {
                OracleSamples samples = OracleSamples.Draw(oracle, count, seed: 9);
                Assert.True(float.IsFinite(network.Instance.Loss(samples.In(network))));
                samples.Inputs[place] = float.NaN;
                Assert.True(float.IsNaN(network.Instance.Loss(samples.In(network))), $"{oracle}: Loss swallows a NaN at {place} in a batch of {count}");
                Assert.True(float.IsNaN(network.Instance.Gradient(samples.In(network))), $"{oracle}: Gradient swallows a NaN at {place} in a batch of {count}");
                float[] outputs = network.Forward(samples.Inputs);
                int sample = place / oracle.Inputs;
                Assert.Contains(outputs.Skip(sample * oracle.Outputs).Take(oracle.Outputs), float.IsNaN);
                Assert.All(outputs.Take(sample * oracle.Outputs).Concat(outputs.Skip((sample + 1) * oracle.Outputs)), y => Assert.False(float.IsNaN(y)));
            }
        }
    }

    private protected static uint[] Bits(ReadOnlySpan<float> numbers) => MemoryMarshal.Cast<float, uint>(numbers).ToArray();
}
