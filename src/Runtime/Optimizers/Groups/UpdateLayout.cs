using System.Collections.Immutable;

namespace NeuralNet.Gen;

/// <summary>
/// Which numbers apply where in the parameter vector. Worked out when a network is bound or the list of groups changes; a step only fills in the rates of the moment.
/// </summary>
internal sealed class UpdateLayout
{
    /// <summary>Name of the state tensor with the steps that each parameter tensor sat out.</summary>
    public const string FrozenSteps = "frozen_steps";

    private readonly ParameterGroups _groups;
    private UpdateRange[] _ranges = [];
    private UpdateSettings[] _settings = [];

    // For each of the settings: the groups that make them, and the steps that their parameters sat out.
    private ParameterGroup[][] _groupsOf = [];
    private long[] _missed = [];

    // For each parameter tensor: its settings, and the steps that it sat out.
    private int[] _settingsOf = [];
    private float[] _missedOf = [];
    // Tables whose rows the network names: the parameter, the index of its settings, and whether a group asks for updates by rows.
    private (ParameterInfo Parameter, int Settings, bool Asked)[] _sparse = [];
    private int _version = -1, _length = -1;

    public UpdateLayout(ParameterGroups groups) => _groups = groups;

    public UpdateRange[] Ranges => _ranges;

    public UpdateSettings[] Settings => _settings;

    /// <summary>The network, once it is known.</summary>
    public NetworkInfo? Network { get; private set; }

    /// <summary>Index of the settings of each parameter tensor of <see cref="Network"/>; empty where all share one.</summary>
    public ReadOnlySpan<int> SettingsOfTensors => _settingsOf;

    /// <summary>Whether rows must be known of some table.</summary>
    public bool NeedsRows => _sparse.Length > 0;

    /// <summary>Tables whose rows the network names, however they are updated.</summary>
    public int TableCount { get; private set; }

    /// <summary>Tables that are updated by the rows that the network names.</summary>
    public IEnumerable<ParameterInfo> SparseTables => _sparse.Select(s => s.Parameter);

    /// <summary>Steps that each parameter tensor sat out; <c>null</c> while there are none.</summary>
    public float[]? MissedSteps => Array.TrueForAll(_missedOf, count => count == 0) ? null : _missedOf;

    /// <summary>Takes over names and places of the network's parameters, and checks the groups against them.</summary>
    public void Bind(NetworkInfo network)
    {
        if (ReferenceEquals(network, Network) && _version == _groups.Version) return;
        if (Network is not null && !ReferenceEquals(network, Network))
            throw new ArgumentException($"this optimiser belongs to '{Network.Name}' and cannot serve '{network.Name}' as well: it keeps state for each parameter", nameof(network));
        if (_missedOf.Length > 0 && _missedOf.Length != network.Parameters.Length)
            throw new ArgumentException($"the restored '{FrozenSteps}' has {_missedOf.Length} numbers; '{network.Name}' has {network.Parameters.Length} parameters", nameof(network));
        Build(network, network.ParameterCount);
        Network = network;
    }

    /// <summary>Checks that ranges are known for <paramref name="length"/> parameters and works them out when the groups have changed.</summary>
    public void Prepare(int length)
    {
        if (_length == length && _version == _groups.Version) return;
        if (Network is null && (_groups.Count > 0 || MissedSteps is not null))
            throw new InvalidOperationException("parameter groups choose by name, and this optimiser knows no names yet: call Bind(network.Info) first, or let the network's Step do it");
        if (Network is not null && Network.ParameterCount != length)
            throw new ArgumentException($"{length:N0} parameters were given; '{Network.Name}' has {Network.ParameterCount:N0}: an optimiser belongs to one network");
        Build(Network, length);
    }

    /// <summary>Fills in the numbers of the update that follows <paramref name="stepCount"/> others.</summary>
    public void Fold(long stepCount, float learningRate, float weightDecay)
    {
        double rate = learningRate;
        for (int i = 0; i < _settings.Length; i++)
        {
            double ownRate = rate, scale = 1;
            float decay = weightDecay;
            bool frozen = false;
            foreach (ParameterGroup group in _groupsOf[i])
            {
                if (group.LearningRate is { } absolute) ownRate = absolute;
                if (group.LearningRateScale is { } factor) scale = factor;
                decay = group.WeightDecay ?? decay;
                frozen = group.Frozen ?? frozen;
            }

            _settings[i] = new UpdateSettings(stepCount + 1 - _missed[i], ownRate * scale, decay, frozen);
        }
    }

    /// <summary>
    /// The table that must not be updated by rows and that no group says anything about, once the numbers of a step are filled in: all of them where the rule is not <paramref name="lazy"/>, those with a decay otherwise.
    /// </summary>
    public ParameterInfo? FirstDense(bool lazy)
    {
        foreach ((ParameterInfo parameter, int settings, bool asked) in _sparse)
        {
            if (!asked && !_settings[settings].Frozen && (!lazy || _settings[settings].WeightDecay != 0)) return parameter;
        }

        return null;
    }

    /// <summary>After an update: frozen parameters have sat it out.</summary>
    public void Count()
    {
        bool any = false;
        for (int i = 0; i < _settings.Length; i++)
        {
            if (!_settings[i].Frozen) continue;
            _missed[i]++;
            any = true;
        }

        if (!any) return;
        for (int i = 0; i < _missedOf.Length; i++)
        {
            if (_settings[_settingsOf[i]].Frozen) _missedOf[i]++;
        }
    }

    /// <summary>Checks the length of restored counts against the network, where that is known.</summary>
    public void CheckMissed(int count)
    {
        if (Network is not null && count != Network.Parameters.Length)
            throw new ArgumentException($"state tensor '{FrozenSteps}' has {count} elements; '{Network.Name}' has {Network.Parameters.Length} parameters");
    }

    /// <summary>Replaces the counts; none when empty.</summary>
    public void RestoreMissed(ReadOnlySpan<float> counts)
    {
        _missedOf = counts.ToArray();
        _version = -1;
        _length = -1;
    }

    private void Build(NetworkInfo? network, int length)
    {
        float[] missedOf = _missedOf;
        if (network is null || (_groups.Count == 0 && MissedSteps is null && !network.Parameters.Any(p => p.SparseGradient)))
        {
            Set([new UpdateRange(0, length, 0)], [[]], [0], [], missedOf, length);
            _sparse = [];
            return;
        }

        ImmutableArray<ParameterInfo> parameters = network.Parameters;
        if (missedOf.Length == 0) missedOf = new float[parameters.Length];
        Check(network);
        var ranges = new List<UpdateRange>();
        var groupsOf = new List<ParameterGroup[]>();
        var missed = new List<long>();
        var sparse = new List<(ParameterInfo Parameter, int Settings, bool Asked)>();
        int tables = 0;
        int[] settingsOf = new int[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            ParameterInfo parameter = parameters[i];
            ParameterGroup[] groups = [.. _groups.Where(g => ParameterPattern.Matches(g.Pattern, parameter.Name))];
            long sat = (long)missedOf[i];
            int settings = 0;
            while (settings < missed.Count && !(missed[settings] == sat && groupsOf[settings].SequenceEqual(groups))) settings++;
            if (settings == missed.Count)
            {
                groupsOf.Add(groups);
                missed.Add(sat);
            }

            settingsOf[i] = settings;
            bool? asked = groups.LastOrDefault(g => g.Sparse is not null)?.Sparse;
            int row = asked ?? parameter.SparseGradient ? RowLength(network, parameter) : 0, table = parameter.SparseGradient ? tables++ : -1;
            var range = new UpdateRange(parameter.Offset, parameter.Offset + parameter.Length, settings, row, row == 0 ? -1 : table);
            if (range.SparseGradient >= 0) sparse.Add((parameter, settings, asked is not null));
            if (row == 0 && ranges.Count > 0 && ranges[^1] is { RowLength: 0 } last && last.Settings == settings && last.To == range.From) ranges[^1] = last with { To = range.To };
            else ranges.Add(range);
        }

        Set([.. ranges], [.. groupsOf], [.. missed], settingsOf, missedOf, length);
        _sparse = [.. sparse];
        TableCount = tables;
    }

    private void Set(UpdateRange[] ranges, ParameterGroup[][] groupsOf, long[] missed, int[] settingsOf, float[] missedOf, int length)
    {
        _ranges = ranges;
        _groupsOf = groupsOf;
        _missed = missed;
        _settings = new UpdateSettings[missed.Length];
        _settingsOf = settingsOf;
        _missedOf = missedOf;
        _length = length;
        _version = _groups.Version;
    }

    private void Check(NetworkInfo network)
    {
        foreach (ParameterGroup group in _groups)
        {
            if (!network.Parameters.Any(p => ParameterPattern.Matches(group.Pattern, p.Name)))
                throw new ArgumentException($"the parameter group '{group.Pattern}' matches no parameter of '{network.Name}'; there are: {string.Join(", ", network.Parameters.Select(p => p.Name))}");
        }
    }

    private static int RowLength(NetworkInfo network, ParameterInfo parameter)
    {
        if (parameter.HasRows) return parameter.Shape[1];
        throw new ArgumentException(
            $"'{parameter.Name}' of '{network.Name}' has the shape [{string.Join(", ", parameter.Shape)}] and strides [{string.Join(", ", parameter.Strides)}]: "
            + "sparse updates want a matrix whose rows lie one after the other, as an embedding's do");
    }
}
