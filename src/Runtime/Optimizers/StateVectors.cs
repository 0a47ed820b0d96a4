using System.Runtime.CompilerServices;

namespace NeuralNet.Gen;

/// <summary>The vectors that an optimiser carries from step to step: allocated once, saved and restored by name.</summary>
/// <param name="owner">For messages.</param>
/// <param name="names">PyTorch's.</param>
/// <param name="initial">What they hold before the first step.</param>
internal sealed unsafe class StateVectors(string owner, string[] names, float initial)
{
    // The floats of a cache line.
    private const int Alignment = 16;

    private OptimizerState[] _states = [];
    private float*[] _pointers = [];
    private int _length = -1;

    /// <summary>Empty until <see cref="Prepare"/>.</summary>
    public IReadOnlyList<OptimizerState> All => _states;

    /// <summary>The vector, or an empty one where there are not so many.</summary>
    public Memory<float> this[int index] => index < _states.Length ? _states[index].Values : default;

    /// <summary>The first number of a vector, which never moves and lives as long as this object; null where there are not so many.</summary>
    public float* Pointer(int index) => index < _pointers.Length ? _pointers[index] : null;

    /// <summary>Checks a length against that of the vectors.</summary>
    public void Check(int length)
    {
        if (_length >= 0 && _length != length)
            throw new ArgumentException($"{length:N0} parameters were given; this optimiser's state is for {_length:N0}: an optimiser belongs to one network");
    }

    /// <summary>Allocates the vectors for <paramref name="length"/> parameters, or checks that they were allocated for that many.</summary>
    public void Prepare(int length)
    {
        Check(length);
        if (_length == length) return;
        var states = new OptimizerState[names.Length];
        var pointers = new float*[names.Length];
        for (int i = 0; i < states.Length; i++) states[i] = new OptimizerState(names[i], AllocateAligned(length, out pointers[i]));
        _states = states;
        _pointers = pointers;
        _length = length;
        Reset();
    }

    /// <summary>Back to what they held before the first step.</summary>
    public void Reset()
    {
        foreach (OptimizerState state in _states) state.Values.Span.Fill(initial);
    }

    /// <summary>Checks that <see cref="Restore"/> would succeed.</summary>
    public void CheckRestore(IReadOnlyList<OptimizerState> states)
    {
        if (states.Count != names.Length)
        {
            throw new ArgumentException(
                names.Length == 0
                    ? $"{owner} keeps no state; {states.Count} tensors were given"
                    : $"{owner} has {names.Length} state tensors ({string.Join(", ", names)}); {states.Count} were given",
                nameof(states));
        }

        for (int i = 0; i < states.Count; i++)
        {
            if (states[i].Name != names[i]) throw new ArgumentException($"state tensor {i} is '{states[i].Name}'; {owner} expects '{names[i]}'", nameof(states));
            int expected = _length >= 0 ? _length : states[0].Values.Length;
            if (states[i].Values.Length != expected)
                throw new ArgumentException($"state tensor '{states[i].Name}' has {states[i].Values.Length:N0} elements; {expected:N0} are expected", nameof(states));
        }
    }

    /// <summary>Replaces the numbers; checked before.</summary>
    public void Restore(IReadOnlyList<OptimizerState> states)
    {
        if (states.Count == 0) return;
        Prepare(states[0].Values.Length);
        for (int i = 0; i < states.Count; i++) states[i].Values.Span.CopyTo(_states[i].Values.Span);
    }

    /// <summary>Zeroed, pinned, on a 64-byte border, so that no vector of the pass straddles a cache line.</summary>
    private static Memory<float> AllocateAligned(int length, out float* pointer)
    {
        float[] array = GC.AllocateArray<float>(length + Alignment, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref array[0]);
        int skip = (int)(((64 - (address & 63)) & 63) / sizeof(float));
        pointer = (float*)Unsafe.AsPointer(ref array[skip]);
        return array.AsMemory(skip, length);
    }
}
