namespace NeuralNet.Gen;

/// <summary>Element types of a safetensors file that are read; the names are the format's.</summary>
public enum SafetensorsType
{
    /// <summary>BOOL: one byte, 0 or 1.</summary>
    Bool,

    /// <summary>U8: unsigned byte.</summary>
    U8,

    /// <summary>I8: signed byte.</summary>
    I8,

    /// <summary>I16: 16-bit signed integer.</summary>
    I16,

    /// <summary>U16: 16-bit unsigned integer.</summary>
    U16,

    /// <summary>F16: 16-bit IEEE 754 floating point.</summary>
    F16,

    /// <summary>BF16: the upper half of a 32-bit floating point number.</summary>
    BF16,

    /// <summary>I32: 32-bit signed integer.</summary>
    I32,

    /// <summary>U32: 32-bit unsigned integer.</summary>
    U32,

    /// <summary>F32: 32-bit IEEE 754 floating point.</summary>
    F32,

    /// <summary>F64: 64-bit IEEE 754 floating point.</summary>
    F64,

    /// <summary>I64: 64-bit signed integer.</summary>
    I64,

    /// <summary>U64: 64-bit unsigned integer.</summary>
    U64,
}
