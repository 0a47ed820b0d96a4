namespace NeuralNet.Gen;

/// <summary>What a column of a table is for.</summary>
public enum ColumnRole
{
    /// <summary>Numbers that are read: part of the features.</summary>
    Numeric,

    /// <summary>Names that are read: one-hot among the features, or a column of indices for an embedding.</summary>
    Categorical,

    /// <summary>Names or numbers that are the class: the target of a classification.</summary>
    Label,

    /// <summary>Numbers that are forecast: the target of a regression.</summary>
    Target,
}

/// <summary>What stands for a missing value.</summary>
public enum MissingValues
{
    /// <summary>Nothing: a missing value is an error that names its place.</summary>
    Error,

    /// <summary>Nothing: its row is left out.</summary>
    DropRow,

    /// <summary>The mean of the training part. For numbers.</summary>
    Mean,

    /// <summary>The median of the training part. For numbers.</summary>
    Median,

    /// <summary>A number: <see cref="TabularColumn.FillValue"/>.</summary>
    Constant,

    /// <summary>A category of its own. For names.</summary>
    Category,
}

/// <summary>How the numbers of a column are scaled.</summary>
public enum ColumnScaling
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>By mean and deviation of the training part: <see cref="StandardScaler"/>.</summary>
    Standard,

    /// <summary>From 0 to 1 by the extremes of the training part: <see cref="MinMaxScaler"/>.</summary>
    MinMax,
}

/// <summary>One column of a table: its name, what it is for and what is done to its values.</summary>
public sealed record TabularColumn
{
    private TabularColumn(string name, ColumnRole role)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Role) = (name, role);
    }

    /// <summary>As the header has it.</summary>
    public string Name { get; }

    /// <summary>What the column is for.</summary>
    public ColumnRole Role { get; }

    /// <summary>What stands for a missing value.</summary>
    public MissingValues Missing { get; private init; }

    /// <summary>For <see cref="MissingValues.Constant"/>; before scaling.</summary>
    public float FillValue { get; private init; }

    /// <summary>How numbers are scaled.</summary>
    public ColumnScaling Scaling { get; private init; }

    /// <summary>Whether a categorical column becomes a column of indices, for an embedding, instead of one-hot features.</summary>
    public bool AsIndex { get; private init; }

    /// <summary>Whether values that the training part has not share a category of their own instead of being an error.</summary>
    public bool AllowUnknown { get; private init; }

    internal bool HoldsNames => Role is ColumnRole.Categorical or ColumnRole.Label;

    /// <summary>Numbers that are read.</summary>
    /// <param name="name">As the header has it.</param>
    /// <param name="scaling">How they are scaled.</param>
    /// <param name="missing">What stands for a missing one: anything but <see cref="MissingValues.Category"/>.</param>
    /// <param name="fillValue">For <see cref="MissingValues.Constant"/>; finite.</param>
    public static TabularColumn Numeric(string name, ColumnScaling scaling = ColumnScaling.Standard, MissingValues missing = MissingValues.Error, float fillValue = 0)
    {
        if (missing == MissingValues.Category) throw new ArgumentException("a missing number has no category; Mean, Median, Constant, DropRow or Error is expected", nameof(missing));
        if (!float.IsFinite(fillValue)) throw new ArgumentOutOfRangeException(nameof(fillValue), fillValue, "a finite number is expected");
        return new TabularColumn(name, ColumnRole.Numeric) { Scaling = scaling, Missing = missing, FillValue = fillValue };
    }

    /// <summary>Names that are read.</summary>
    /// <param name="name">As the header has it.</param>
    /// <param name="asIndex">Whether they become a column of indices instead of one-hot features.</param>
    /// <param name="missing"><see cref="MissingValues.Error"/>, <see cref="MissingValues.DropRow"/> or <see cref="MissingValues.Category"/>.</param>
    /// <param name="allowUnknown">Whether values that the training part has not share a category of their own.</param>
    public static TabularColumn Categorical(string name, bool asIndex = false, MissingValues missing = MissingValues.Error, bool allowUnknown = false)
    {
        if (missing is not (MissingValues.Error or MissingValues.DropRow or MissingValues.Category))
            throw new ArgumentException($"{missing} is for numbers; Category, DropRow or Error is expected", nameof(missing));
        return new TabularColumn(name, ColumnRole.Categorical) { AsIndex = asIndex, Missing = missing, AllowUnknown = allowUnknown };
    }

    /// <summary>The class: an Int32 column, classes in ordinal order of their names.</summary>
    /// <param name="name">As the header has it.</param>
    /// <param name="missing"><see cref="MissingValues.Error"/> or <see cref="MissingValues.DropRow"/>.</param>
    public static TabularColumn Label(string name, MissingValues missing = MissingValues.Error)
        => new(name, ColumnRole.Label) { Missing = ErrorOrDrop(missing) };

    /// <summary>Numbers that are forecast.</summary>
    /// <param name="name">As the header has it.</param>
    /// <param name="scaling">How they are scaled; <see cref="TabularEncoder.InverseTargets"/> turns forecasts back.</param>
    /// <param name="missing"><see cref="MissingValues.Error"/> or <see cref="MissingValues.DropRow"/>.</param>
    public static TabularColumn Target(string name, ColumnScaling scaling = ColumnScaling.None, MissingValues missing = MissingValues.Error)
        => new(name, ColumnRole.Target) { Scaling = scaling, Missing = ErrorOrDrop(missing) };

    /// <summary>Puts together what was saved.</summary>
    internal static TabularColumn Restore(string name, ColumnRole role, MissingValues missing, float fillValue, ColumnScaling scaling, bool asIndex, bool allowUnknown)
        => new(name, role) { Missing = missing, FillValue = fillValue, Scaling = scaling, AsIndex = asIndex, AllowUnknown = allowUnknown };

    private static MissingValues ErrorOrDrop(MissingValues missing)
        => missing is MissingValues.Error or MissingValues.DropRow ? missing : throw new ArgumentException($"{missing} would invent a target; DropRow or Error is expected", nameof(missing));
}
