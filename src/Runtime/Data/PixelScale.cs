using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralNet.Gen;

/// <summary>Turns the bytes of pictures into numbers: (byte / 255 − mean) / deviation.</summary>
internal sealed class PixelScale
{
    private readonly float[] _values = new float[256];
    private readonly float _mean, _deviation;
    private readonly bool _scales;

    public PixelScale(float mean, float deviation)
    {
        if (!float.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "the mean is finite");
        if (!(deviation > 0 && float.IsFinite(deviation))) throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "the deviation is finite and above 0");
        (_mean, _deviation, _scales) = (mean, deviation, mean != 0 || deviation != 1);
        for (int i = 0; i < _values.Length; i++) _values[i] = ((i / 255f) - mean) / deviation;
    }

    // Division and subtraction are rounded exactly, so vectors and the table that was made with the same formula give the same bits.
    // Optimised at the first call: an epoch is over before the runtime would get round to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Convert(ReadOnlySpan<byte> source, Span<float> target)
    {
        ReadOnlySpan<float> values = _values.AsSpan(0, 256);
        target = target[..source.Length];
        int i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i <= source.Length - 16; i += 16)
            {
                Vector512<float> x = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Create(source.Slice(i, 16)))) / 255f;
                if (_scales) x = (x - Vector512.Create(_mean)) / _deviation;
                x.CopyTo(target.Slice(i, 16));
            }
        }
        else if (Avx2.IsSupported)
        {
            for (; i <= source.Length - 16; i += 16)
            {
                Vector128<byte> bytes = Vector128.Create(source.Slice(i, 16));
                Vector256<float> x = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes)) / 255f;
                Vector256<float> y = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(bytes, 8))) / 255f;
                if (_scales)
                {
                    x = (x - Vector256.Create(_mean)) / _deviation;
                    y = (y - Vector256.Create(_mean)) / _deviation;
                }

                x.CopyTo(target.Slice(i, 8));
                y.CopyTo(target.Slice(i + 8, 8));
            }
        }

        for (; i < source.Length; i++) target[i] = values[source[i]];
    }
}
