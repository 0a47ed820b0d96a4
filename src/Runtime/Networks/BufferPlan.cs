using System.Collections.Immutable;
using System.ComponentModel;

namespace NeuralNet.Gen;

/// <summary>What lies where in the arenas of a network's programs, buffer by buffer. Parameters, gradients and the caller's data are not part of an arena.</summary>
public sealed class BufferPlan
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private readonly string _text;

    /// <summary>For generated code, which writes the plan as a text; it is read when it is asked for.</summary>
    /// <param name="text">
    /// <c>names|prediction</c> or <c>names|prediction|loss|training</c>. Names are separated by commas; everything else is numbers in base64 VLQ without a sign bit: five bits a digit, the lowest first, 32 added where more follow.
    /// A program is its parts (a large prediction has two): numbers of 4 bytes that do not depend on the batch, phases, kernel calls of each phase, buffers; then for each buffer the name of its layer, twice the name of its operation (and one
    /// more on the way back), calls from the first write of the buffer before it to its own, from there to its last read, and the number of its place. A place that is new is followed by what it is (0 fixed, 1 for each sample, 2 kept for the
    /// whole batch), its offset and its size in numbers.
    /// </param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public BufferPlan(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>Nothing is known: a network written by hand.</summary>
    public static BufferPlan None { get; } = new("");

    /// <summary>Buffers of <see cref="NetworkInfo.TrainingArena"/> by first use; empty without a loss.</summary>
    /// <exception cref="FormatException">The text that the plan was made of is none.</exception>
    public ImmutableArray<BufferInfo> Training => Read(3, ref field);

    /// <summary>Buffers of <see cref="NetworkInfo.LossArena"/> by first use; empty without a loss.</summary>
    /// <exception cref="FormatException">The text that the plan was made of is none.</exception>
    public ImmutableArray<BufferInfo> Loss => Read(2, ref field);

    /// <summary>Buffers of <see cref="NetworkInfo.PredictionArena"/> by first use. Their capacity is always <see cref="NetworkInfo.PredictionBlock"/> samples.</summary>
    /// <exception cref="FormatException">The text that the plan was made of is none.</exception>
    public ImmutableArray<BufferInfo> Prediction => Read(1, ref field);

    private ImmutableArray<BufferInfo> Read(int section, ref ImmutableArray<BufferInfo> buffers)
    {
        if (!buffers.IsDefault) return buffers;
        string[] sections = _text.Split('|');
        if (_text.Length > 0 && sections.Length is not (2 or 4)) throw new FormatException($"the memory plan has {sections.Length} sections; names|prediction or names|prediction|loss|training is expected");
        ImmutableArray<BufferInfo> read = section < sections.Length ? Read(sections[0].Split(','), sections[section]) : [];
        ImmutableInterlocked.InterlockedInitialize(ref buffers, read);
        return buffers;
    }

    private static ImmutableArray<BufferInfo> Read(string[] names, string text)
    {
        int at = 0, calls = 0, phases = 0;
        var buffers = ImmutableArray.CreateBuilder<BufferInfo>();
        while (at < text.Length)
        {
            long fixedBytes = 4L * Next();
            var phaseOf = new List<int>();
            for (int count = Next(); count > 0; count--)
            {
                for (int left = Next(); left > 0; left--) phaseOf.Add(phases);
                phases++;
            }

            var places = new List<(int Kind, long Offset, long Bytes)>();
            int first = 0;
            for (int left = Next(); left > 0; left--)
            {
                string layer = names[Limited(names.Length)];
                int operation = Limited(2 * names.Length);
                first += Next();
                int last = first + Next(), place = Limited(places.Count + 1);
                if (place == places.Count) places.Add((Limited(3), 4L * Next(), 4L * Next()));
                if (last >= phaseOf.Count) throw Wrong();
                (int kind, long offset, long bytes) = places[place];
                string name = $"{layer}{(operation % 2 == 0 ? "" : " backward")}: {names[operation / 2]}";
                buffers.Add(kind == 0
                    ? new BufferInfo(name, offset, 0, bytes, 0, phaseOf[first], calls + first, phaseOf[last], calls + last)
                    : new BufferInfo(name, fixedBytes, offset, 0, bytes, phaseOf[first], calls + first, phaseOf[last], calls + last) { IsWhole = kind == 2 });
            }

            calls += phaseOf.Count;
        }

        return buffers.ToImmutable();

        int Limited(int count) => Next() is var number && number < count ? number : throw Wrong();

        int Next()
        {
            long number = 0;
            for (int shift = 0; shift <= 30 && at < text.Length; shift += 5)
            {
                int digit = Digits.IndexOf(text[at++], StringComparison.Ordinal);
                if (digit < 0) break;
                number |= (digit & 31L) << shift;
                if (digit < 32) return number <= int.MaxValue ? (int)number : throw Wrong();
            }

            throw Wrong();
        }

        FormatException Wrong() => new($"character {at} of a program's memory plan is not what is expected there");
    }
}
