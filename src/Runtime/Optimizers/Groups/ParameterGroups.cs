using System.Collections.ObjectModel;

namespace NeuralNet.Gen;

/// <summary>The groups of an <see cref="Optimizer"/> in order: where several match a parameter, later ones override what earlier ones say.</summary>
public sealed class ParameterGroups : Collection<ParameterGroup>
{
    /// <summary>Changes whenever the list does.</summary>
    internal int Version { get; private set; }

    /// <inheritdoc/>
    protected override void InsertItem(int index, ParameterGroup item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.InsertItem(index, item);
        Version++;
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, ParameterGroup item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
        Version++;
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index)
    {
        base.RemoveItem(index);
        Version++;
    }

    /// <inheritdoc/>
    protected override void ClearItems()
    {
        base.ClearItems();
        Version++;
    }
}
