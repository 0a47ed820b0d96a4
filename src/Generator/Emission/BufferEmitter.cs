using System.Text;
using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Passes;

namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// Prints where everything lies in a network's arenas, as the runtime's <c>BufferPlan</c> reads it: one string, which costs nothing until it is asked for. As short as it can be: a network of a thousand buffers has
/// 1.5 MB of text to keep within.
/// </summary>
internal sealed class BufferEmitter
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _numbers = [];

    /// <summary><c>names|prediction|loss|training</c>, the last two only with a loss.</summary>
    public static string Emit(CompiledNetwork network)
    {
        var emitter = new BufferEmitter();
        CompiledProgram predict = network[ProgramKind.Predict];
        string prediction = emitter.Section(predict.Follows is { } first ? [first, predict] : [predict]);
        string[] sections = network.Model.HasLoss ? [prediction, emitter.Section([network[ProgramKind.Loss]]), emitter.Section([network[ProgramKind.Gradient]])] : [prediction];
        return string.Join(",", emitter._names) + "|" + string.Join("|", sections);
    }

    private string Section(IEnumerable<CompiledProgram> programs)
    {
        var text = new StringBuilder();
        foreach (CompiledProgram program in programs) Write(text, program);
        return text.ToString();
    }

    private void Write(StringBuilder text, CompiledProgram program)
    {
        Write(text, program.Memory.FixedFloats);
        Write(text, program.Phases.Count);
        foreach (List<KernelCall> phase in program.Phases) Write(text, phase.Count);
        Write(text, program.Memory.Buffers.Count);
        var places = new Dictionary<(int Kind, int Offset, int Floats), int>();
        int before = 0;
        foreach (PlannedBuffer buffer in program.Memory.Buffers)
        {
            // A layer's path and an input's name hold no spaces; a kernel's working memory is named behind its operation.
            string[] words = program.Program.NameOf(buffer.Value).Split(' ');
            bool isBackward = words.Length > 2 && words[1] == "backward";
            Write(text, NumberOf(words[0]));
            Write(text, (2 * NumberOf(string.Join(" ", words.Skip(isBackward ? 2 : 1)))) + (isBackward ? 1 : 0));
            Write(text, buffer.FirstCall - before);
            Write(text, buffer.LastCall - buffer.FirstCall);
            before = buffer.FirstCall;
            (int Kind, int Offset, int Floats) place = (buffer.Place.Space == MemorySpace.Whole ? 2 : buffer.Place.IsBatched ? 1 : 0, buffer.Place.Offset, buffer.Floats);
            bool known = places.TryGetValue(place, out int number);
            if (!known) places.Add(place, number = places.Count);
            Write(text, number);
            if (known) continue;
            Write(text, place.Kind);
            Write(text, place.Offset);
            Write(text, place.Floats);
        }
    }

    private int NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out int number)) return number;
        if (name.IndexOfAny([',', '|']) >= 0) throw new InvalidOperationException($"'{name}' is no name of a layer or operation");
        _numbers.Add(name, _names.Count);
        _names.Add(name);
        return _names.Count - 1;
    }

    /// <summary>Five bits a digit, the lowest first.</summary>
    private static void Write(StringBuilder text, int number)
    {
        for (; number >= 32; number >>= 5) text.Append(Digits[32 + (number & 31)]);
        text.Append(Digits[number]);
    }
}
