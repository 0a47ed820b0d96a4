namespace NeuralNet.Gen;

/// <summary>The third byte of an IDX file: the type of its elements. All are big-endian in the file.</summary>
public enum IdxElementType
{
    /// <summary>Unsigned byte.</summary>
    UInt8 = 0x08,

    /// <summary>Signed byte.</summary>
    Int8 = 0x09,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 0x0B,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 0x0C,

    /// <summary>32-bit IEEE 754 floating point.</summary>
    Float32 = 0x0D,

    /// <summary>64-bit IEEE 754 floating point.</summary>
    Float64 = 0x0E,
}
