namespace NeuralNet.Gen.Numerics;

/// <summary>
/// The operations an algorithm of <see cref="VectorMath"/> may use, over one or many float lanes at once.
/// </summary>
/// <remarks>
/// Every operation is either exactly rounded by IEEE 754 or acts on bits, so an algorithm written once against this interface
/// gives the same bits in each lane for every register width, with or without hardware support. A comparison yields all ones or
/// all zeros per lane. Nothing else may be added here: no estimates, no platform minimum or maximum of floats. An instruction of one processor
/// may stand behind an operation whose definition it meets bit for bit, such as x86's scaling by powers of two.
/// </remarks>
/// <typeparam name="V">The value: float or a Vector128, Vector256 or Vector512 of it.</typeparam>
internal unsafe interface ILanes<V>
{
    /// <summary>How many lanes a value has.</summary>
    static abstract int Count { get; }

    static abstract V Splat(float value);

    static abstract V SplatBits(int bits);

    static abstract V Load(float* source);

    static abstract void Store(V value, float* destination);

    static abstract V Add(V left, V right);

    static abstract V Subtract(V left, V right);

    static abstract V Multiply(V left, V right);

    static abstract V Divide(V left, V right);

    /// <summary>left * right + addend with one rounding.</summary>
    static abstract V Fma(V left, V right, V addend);

    static abstract V Sqrt(V value);

    static abstract V Less(V left, V right);

    static abstract V Equal(V left, V right);

    /// <summary>Bitwise: <paramref name="whenSet"/> where the mask is ones, else <paramref name="whenClear"/>.</summary>
    static abstract V Select(V mask, V whenSet, V whenClear);

    /// <summary>The smaller of the bit patterns as signed integers: of two floats the smaller, unless both have their sign bits set.</summary>
    static abstract V MinInt(V left, V right);

    /// <summary>The smaller of the bit patterns as unsigned integers: of a float and a negative bound the larger.</summary>
    static abstract V MinUnsigned(V left, V right);

    /// <summary>One of two values by the sign bit of <paramref name="x"/>.</summary>
    static abstract V SelectNegative(V x, V whenNegative, V otherwise);

    /// <summary>
    /// The exponential as <see cref="VectorMath.Exp(float)"/> defines it, 2 to an integer power times a polynomial and rounded once, with no underflow where an argument is far below what gives zero; unspecified for NaN.
    /// </summary>
    static abstract V ExpOrAny(V x);

    /// <summary><paramref name="value"/>, but where <paramref name="x"/> is NaN the one NaN of <see cref="VectorMath"/>.</summary>
    static abstract V OrNaN(V value, V x);

    /// <summary>
    /// What an odd function may be computed of instead of x: x or the bound, whichever is smaller in magnitude (unspecified for NaN), with or without the sign of x. The computation must be
    /// odd bit for bit, but for the sign of zero.
    /// </summary>
    static abstract V BoundOdd(V x, V bound);

    /// <summary>An odd function of x from its <paramref name="value"/> at what <see cref="BoundOdd"/> gave: with the sign of x, also of zero, and the one NaN.</summary>
    static abstract V OddOf(V value, V x);

    /// <summary>
    /// <paramref name="x"/>, positive and finite, subnormal or not, is 2 to the power <paramref name="exponent"/> times the result, from sqrt 1/2 to sqrt 2. Both are unspecified for other numbers.
    /// </summary>
    static abstract V SplitAtSqrtHalf(V x, out V exponent);

    /// <summary><paramref name="value"/> where the logarithm of <paramref name="x"/> is a finite number; its limit, infinity, the one NaN elsewhere.</summary>
    static abstract V LogLimits(V value, V x);

    static abstract V And(V left, V right);

    static abstract V Or(V left, V right);

    static abstract V Xor(V left, V right);

    /// <summary>Sum of the bit patterns as 32-bit integers, wrapping.</summary>
    static abstract V AddInt(V left, V right);

    /// <summary>Difference of the bit patterns as 32-bit integers, wrapping.</summary>
    static abstract V SubtractInt(V left, V right);

    static abstract V ShiftLeft(V value, int count);

    static abstract V ShiftRightLogical(V value, int count);

    static abstract V ShiftRightArithmetic(V value, int count);

    /// <summary>The bit pattern, read as a signed integer of magnitude at most 2^24, as a float: exact.</summary>
    static abstract V IntToFloat(V bits);
}
