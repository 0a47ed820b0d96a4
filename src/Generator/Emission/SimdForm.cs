namespace NeuralNet.Gen.Generator.Emission;

/// <summary>
/// How lane arithmetic is written for one register width. Ops describe themselves once through it; every form gives the same bits, because each
/// operation is exactly rounded and reductions run over 16 logical lanes whatever the width.
/// </summary>
internal sealed class SimdForm
{
    /// <summary>Logical lanes of every reduction.</summary>
    public const int LogicalLanes = 16;

    private SimdForm(int bits)
    {
        Bits = bits;
        Lanes = bits / 32;
        Class = bits == 32 ? "" : "Vector" + Literals.Int(bits);
        Type = bits == 32 ? "float" : Class + "<float>";
    }

    public static SimdForm V512 { get; } = new(512);

    public static SimdForm V256 { get; } = new(256);

    public static SimdForm V128 { get; } = new(128);

    /// <summary>One number at a time: per-row results of reductions, and machines without fused multiply-add.</summary>
    public static SimdForm Scalar { get; } = new(32);

    public int Bits { get; }

    public int Lanes { get; }

    /// <summary>For example <c>Vector512</c>; empty for scalars.</summary>
    public string Class { get; }

    /// <summary>For example <c>Vector512&lt;float&gt;</c>.</summary>
    public string Type { get; }

    public bool IsScalar => Bits == 32;

    /// <summary>Registers that make up 16 logical lanes.</summary>
    public int Group => LogicalLanes / Lanes;

    public string Suffix => IsScalar ? "Scalar" : Literals.Int(Bits);

    public string Constant(float value) => IsScalar ? Literals.Float(value) : value == 0f && 1f / value > 0f ? $"{Type}.Zero" : $"{Class}.Create({Literals.Float(value)})";

    public string Broadcast(string scalar) => IsScalar ? scalar : $"{Class}.Create({scalar})";

    /// <summary>A condition in all lanes.</summary>
    public string BroadcastMask(string condition) => IsScalar ? condition : $"{Class}.Create({condition} ? -1 : 0).AsSingle()";

    public string Load(string pointer) => IsScalar ? Address.Element(pointer) : $"{Class}.Load({Address.Of(pointer)})";

    public string Store(string value, string pointer) => IsScalar ? $"{Address.Element(pointer)} = {value}" : $"{value}.Store({Address.Of(pointer)})";

    /// <summary>A store of the first lanes of a register: of all of them, or fewer where a row ends.</summary>
    public string Store(string value, string pointer, int count) => count == Lanes ? Store(value, pointer) : $"LaneStore.Partial({value}, {Address.Of(pointer)}, {Literals.Int(count)})";

    public string Fma(string a, string b, string c) => IsScalar ? $"MathF.FusedMultiplyAdd({a}, {b}, {c})" : $"{Class}.FusedMultiplyAdd({a}, {b}, {c})";

    public string Greater(string a, string b) => IsScalar ? $"{a} > {b}" : $"{Class}.GreaterThan({a}, {b})";

    public string Equal(string a, string b) => IsScalar ? $"{a} == {b}" : $"{Class}.Equals({a}, {b})";

    public string Select(string mask, string a, string b) => IsScalar ? $"({mask}) ? {a} : {b}" : $"{Class}.ConditionalSelect({mask}, {a}, {b})";

    public string Abs(string x) => IsScalar ? $"MathF.Abs({x})" : $"{Class}.Abs({x})";

    public string Sqrt(string x) => IsScalar ? $"MathF.Sqrt({x})" : $"{Class}.Sqrt({x})";

    /// <summary>A function of the runtime's <c>VectorMath</c>.</summary>
    public string Math(string function, string x) => $"VectorMath.{function}({x})";

    /// <summary>All bits set in the first <paramref name="count"/> lanes.</summary>
    public string FirstLanes(int count) => $"{Class}.LessThan({Class}<int>.Indices, {Class}.Create({Literals.Int(count)})).AsSingle()";
}
