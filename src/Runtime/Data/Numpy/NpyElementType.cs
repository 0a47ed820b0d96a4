namespace NeuralNet.Gen;

/// <summary>The type of an element of a NumPy array.</summary>
public enum NpyElementType
{
    /// <summary>One byte, 0 or 1 (<c>b1</c>).</summary>
    Boolean,

    /// <summary>8-bit signed integer (<c>i1</c>).</summary>
    Int8,

    /// <summary>16-bit signed integer (<c>i2</c>).</summary>
    Int16,

    /// <summary>32-bit signed integer (<c>i4</c>).</summary>
    Int32,

    /// <summary>64-bit signed integer (<c>i8</c>).</summary>
    Int64,

    /// <summary>8-bit unsigned integer (<c>u1</c>).</summary>
    UInt8,

    /// <summary>16-bit unsigned integer (<c>u2</c>).</summary>
    UInt16,

    /// <summary>32-bit unsigned integer (<c>u4</c>).</summary>
    UInt32,

    /// <summary>64-bit unsigned integer (<c>u8</c>).</summary>
    UInt64,

    /// <summary>16-bit IEEE 754 floating point (<c>f2</c>).</summary>
    Float16,

    /// <summary>32-bit IEEE 754 floating point (<c>f4</c>).</summary>
    Float32,

    /// <summary>64-bit IEEE 754 floating point (<c>f8</c>).</summary>
    Float64,
}
