using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NeuralNet.Gen.Generator.Evaluation;

/// <summary>C#'s arithmetic on numbers, booleans and strings. Operands have equal types: the compiler has put conversions in.</summary>
internal static class ConstantArithmetic
{
    /// <summary>The result, or null where the operator is not defined for these operands.</summary>
    public static object? Binary(BinaryOperatorKind kind, object? left, object? right, bool isChecked) => (left, right) switch
    {
        (int a, int b) => Integers(kind, a, b, isChecked),
        (uint a, uint b) => Longs(kind, a, b, true) is long wide ? isChecked ? checked((uint)wide) : unchecked((uint)wide) : Compare(kind, a.CompareTo(b)),
        (ulong a, ulong b) => Unsigned(kind, a, b, isChecked),
        (long a, long b) => Longs(kind, a, b, isChecked),
        (long a, int b) when kind == BinaryOperatorKind.LeftShift => a << b,
        (long a, int b) when kind == BinaryOperatorKind.RightShift => a >> b,
        (float a, float b) => Floats(kind, a, b),
        (double a, double b) => Doubles(kind, a, b),
        (bool a, bool b) => Booleans(kind, a, b),
        (char a, char b) => Integers(kind, a, b, isChecked),
        _ when kind == BinaryOperatorKind.Add && (left is string || right is string) => Text(left) + Text(right),
        _ when kind == BinaryOperatorKind.Equals => Equals(left, right),
        _ when kind == BinaryOperatorKind.NotEquals => !Equals(left, right),
        _ => null,
    };

    public static object? Unary(UnaryOperatorKind kind, object? value, bool isChecked) => (kind, value) switch
    {
        (UnaryOperatorKind.Plus, _) => value,
        (UnaryOperatorKind.Minus, int a) => isChecked ? checked(-a) : unchecked(-a),
        (UnaryOperatorKind.Minus, long a) => isChecked ? checked(-a) : unchecked(-a),
        (UnaryOperatorKind.Minus, float a) => -a,
        (UnaryOperatorKind.Minus, double a) => -a,
        (UnaryOperatorKind.Not, bool a) => !a,
        (UnaryOperatorKind.BitwiseNegation, int a) => ~a,
        (UnaryOperatorKind.BitwiseNegation, long a) => ~a,
        _ => null,
    };

    public static string Text(object? value) => value is float number ? Emission.Literals.Shortest(number) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>The type of a number, boolean, character or string.</summary>
    public static SpecialType SpecialOf(object? value) => value switch
    {
        int => SpecialType.System_Int32,
        long => SpecialType.System_Int64,
        float => SpecialType.System_Single,
        double => SpecialType.System_Double,
        bool => SpecialType.System_Boolean,
        string => SpecialType.System_String,
        char => SpecialType.System_Char,
        byte => SpecialType.System_Byte,
        sbyte => SpecialType.System_SByte,
        short => SpecialType.System_Int16,
        ushort => SpecialType.System_UInt16,
        uint => SpecialType.System_UInt32,
        ulong => SpecialType.System_UInt64,
        _ => SpecialType.None,
    };

    /// <summary>A number as the type that arithmetic with another one takes: what is narrower than int becomes one.</summary>
    public static object? Widen(object value, object? other)
    {
        SpecialType to = SpecialOf(other) is SpecialType.System_Int64 or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_UInt32 or SpecialType.System_UInt64
            ? SpecialOf(other)
            : SpecialOf(value) is SpecialType.System_Int64 or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_UInt32 or SpecialType.System_UInt64 ? SpecialOf(value) : SpecialType.System_Int32;
        return ConvertNumber(value, to);
    }

    /// <summary>A numeric conversion as C# does it; the value itself where the target is no number.</summary>
    public static object? ConvertNumber(object? value, SpecialType to, bool isChecked = false) => value switch
    {
        float or double => FromReal(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture), value, to, isChecked),
        ulong large => large <= long.MaxValue ? FromInteger((long)large, value, to, isChecked) : FromUnsigned(large, to, isChecked),
        char letter => FromInteger(letter, value, to, isChecked),
        int or long or byte or sbyte or short or ushort or uint => FromInteger(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture), value, to, isChecked),
        _ => value,
    };

    /// <summary>What a variable of a numeric type starts with; null for other types.</summary>
    public static object? Zero(SpecialType type) => FromInteger(0, null, type, false);

    private static object? FromInteger(long v, object? value, SpecialType to, bool isChecked) => to switch
    {
        SpecialType.System_Int32 => isChecked ? checked((int)v) : unchecked((int)v),
        SpecialType.System_Int64 => v,
        SpecialType.System_Single => (float)v,
        SpecialType.System_Double => (double)v,
        SpecialType.System_Char => isChecked ? checked((char)v) : unchecked((char)v),
        SpecialType.System_Byte => isChecked ? checked((byte)v) : unchecked((byte)v),
        SpecialType.System_SByte => isChecked ? checked((sbyte)v) : unchecked((sbyte)v),
        SpecialType.System_Int16 => isChecked ? checked((short)v) : unchecked((short)v),
        SpecialType.System_UInt16 => isChecked ? checked((ushort)v) : unchecked((ushort)v),
        SpecialType.System_UInt32 => isChecked ? checked((uint)v) : unchecked((uint)v),
        SpecialType.System_UInt64 => isChecked ? checked((ulong)v) : unchecked((ulong)v),
        _ => value,
    };

    /// <summary>Beyond long's range.</summary>
    private static object? FromUnsigned(ulong v, SpecialType to, bool isChecked) => to switch
    {
        SpecialType.System_UInt64 => v,
        SpecialType.System_Single => (float)v,
        SpecialType.System_Double => (double)v,
        _ when isChecked => throw new OverflowException(),
        _ => FromInteger(unchecked((long)v), v, to, false),
    };

    private static object? FromReal(double v, object? value, SpecialType to, bool isChecked) => to switch
    {
        SpecialType.System_Single => (float)v,
        SpecialType.System_Double => v,
        SpecialType.None or SpecialType.System_Object or SpecialType.System_ValueType => value,
        // What C# leaves open outside the range differs between machines: it is refused.
        _ when !isChecked && !(v > -9.2e18 && v < 9.2e18) => throw new OverflowException("a real number does not fit an integer"),
        _ => FromInteger(isChecked ? checked((long)v) : (long)v, value, to, isChecked || to is not SpecialType.System_Int64),
    };

    private static object? Integers(BinaryOperatorKind kind, int a, int b, bool isChecked) => kind switch
    {
        BinaryOperatorKind.Add => isChecked ? checked(a + b) : unchecked(a + b),
        BinaryOperatorKind.Subtract => isChecked ? checked(a - b) : unchecked(a - b),
        BinaryOperatorKind.Multiply => isChecked ? checked(a * b) : unchecked(a * b),
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        BinaryOperatorKind.LeftShift => a << b,
        BinaryOperatorKind.RightShift => a >> b,
        BinaryOperatorKind.UnsignedRightShift => unchecked((int)((uint)a >> b)),
        BinaryOperatorKind.And => a & b,
        BinaryOperatorKind.Or => a | b,
        BinaryOperatorKind.ExclusiveOr => a ^ b,
        _ => Compare(kind, a.CompareTo(b)),
    };

    private static object? Longs(BinaryOperatorKind kind, long a, long b, bool isChecked) => kind switch
    {
        BinaryOperatorKind.Add => isChecked ? checked(a + b) : unchecked(a + b),
        BinaryOperatorKind.Subtract => isChecked ? checked(a - b) : unchecked(a - b),
        BinaryOperatorKind.Multiply => isChecked ? checked(a * b) : unchecked(a * b),
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        BinaryOperatorKind.And => a & b,
        BinaryOperatorKind.Or => a | b,
        BinaryOperatorKind.ExclusiveOr => a ^ b,
        _ => Compare(kind, a.CompareTo(b)),
    };

    private static object? Unsigned(BinaryOperatorKind kind, ulong a, ulong b, bool isChecked) => kind switch
    {
        BinaryOperatorKind.Add => isChecked ? checked(a + b) : unchecked(a + b),
        BinaryOperatorKind.Subtract => isChecked ? checked(a - b) : unchecked(a - b),
        BinaryOperatorKind.Multiply => isChecked ? checked(a * b) : unchecked(a * b),
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        BinaryOperatorKind.And => a & b,
        BinaryOperatorKind.Or => a | b,
        BinaryOperatorKind.ExclusiveOr => a ^ b,
        _ => Compare(kind, a.CompareTo(b)),
    };

    private static object? Floats(BinaryOperatorKind kind, float a, float b) => kind switch
    {
        BinaryOperatorKind.Add => a + b,
        BinaryOperatorKind.Subtract => a - b,
        BinaryOperatorKind.Multiply => a * b,
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        _ => CompareReals(kind, a, b),
    };

    private static object? Doubles(BinaryOperatorKind kind, double a, double b) => kind switch
    {
        BinaryOperatorKind.Add => a + b,
        BinaryOperatorKind.Subtract => a - b,
        BinaryOperatorKind.Multiply => a * b,
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        _ => CompareReals(kind, a, b),
    };

    private static object? Booleans(BinaryOperatorKind kind, bool a, bool b) => kind switch
    {
        BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => a && b,
        BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => a || b,
        BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.NotEquals => a != b,
        BinaryOperatorKind.Equals => a == b,
        _ => null,
    };

    private static object? Compare(BinaryOperatorKind kind, int order) => kind switch
    {
        BinaryOperatorKind.Equals => order == 0,
        BinaryOperatorKind.NotEquals => order != 0,
        BinaryOperatorKind.LessThan => order < 0,
        BinaryOperatorKind.LessThanOrEqual => order <= 0,
        BinaryOperatorKind.GreaterThan => order > 0,
        BinaryOperatorKind.GreaterThanOrEqual => order >= 0,
        _ => null,
    };

    /// <summary>Comparisons with NaN are false, but for ≠.</summary>
    private static object? CompareReals(BinaryOperatorKind kind, double a, double b) => kind switch
    {
        BinaryOperatorKind.Equals => a == b,
        BinaryOperatorKind.NotEquals => a != b,
        BinaryOperatorKind.LessThan => a < b,
        BinaryOperatorKind.LessThanOrEqual => a <= b,
        BinaryOperatorKind.GreaterThan => a > b,
        BinaryOperatorKind.GreaterThanOrEqual => a >= b,
        _ => null,
    };
}
