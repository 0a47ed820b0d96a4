using System.Text;

namespace NeuralNet.Gen;

/// <summary>Saves and loads the parameters and states of networks as safetensors files, which PyTorch and others read and write too.</summary>
public static class NetworkFiles
{
    private const string FormatKey = "format", Format = "neuralnet-gen", NetworkKey = "network";

    /// <summary>
    /// Writes every parameter, and every state behind them, as an F32 tensor of its logical shape in row-major order, in the network's order, with the network's name as metadata.
    /// The same parameters yield the same bytes. The file is replaced whole or not at all.
    /// </summary>
    /// <exception cref="IOException">Writing failed; an old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written; an old file is untouched.</exception>
    public static void Save(this INetwork network, string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkInfo info = network.Info;
        var tensors = new SafetensorsTensor[info.Parameters.Length + info.State.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            bool isState = i >= info.Parameters.Length;
            ParameterInfo parameter = isState ? info.State[i - info.Parameters.Length] : info.Parameters[i];
            tensors[i] = SafetensorsTensor.FromSingles(parameter.Name, parameter.Shape, RowMajorOrder.Gather(parameter, isState ? network.State : network.Parameters));
        }

        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { [FormatKey] = Format, [NetworkKey] = info.Name });
    }

    /// <summary>
    /// Reads every parameter and state. All is checked before the first parameter changes: when it fails, the network is as it was. Numbers are taken as they
    /// are, NaN and infinities included: a network that was saved loads.
    /// </summary>
    /// <param name="network">Receives the parameters.</param>
    /// <param name="path">A safetensors file with exactly this network's tensors, all F32.</param>
    /// <param name="allowOtherName">
    /// Whether the file may name another network than this one. Equal shapes do not make equal networks, so by default it may not; a file that names
    /// none, as PyTorch writes it, is accepted always. Useful after a class was renamed.
    /// </param>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="DataFormatException">
    /// The file is damaged, or it is another network's: every missing, extra or misshaped tensor is listed.
    /// </exception>
    public static void Load(this INetwork network, string path, bool allowOtherName = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkInfo info = network.Info;
        SafetensorsFile file = SafetensorsFile.Read(path);
        string? writer = file.Metadata.GetValueOrDefault(FormatKey) == Format ? file.Metadata.GetValueOrDefault(NetworkKey) : null;

        var faults = new StringBuilder();
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (ParameterInfo parameter in info.Parameters.Concat(info.State))
        {
            wanted.Add(parameter.Name);
            Compare(parameter, file.Find(parameter.Name), faults);
        }

        foreach (SafetensorsTensor tensor in file.Tensors)
        {
            if (!wanted.Contains(tensor.Name) && !IsBatchCount(tensor.Name, wanted)) faults.Append($"\n  extra: '{tensor.Name}' {ShapeText.Of(tensor.Shape.AsSpan())}");
        }

        if (faults.Length > 0)
        {
            string origin = writer is null ? "" : $", written by network '{writer}',";
            throw new DataFormatException(path, -1, $"the file{origin} does not fit network '{info.Name}'; nothing was loaded:{faults}");
        }

        if (writer is not null && writer != info.Name && !allowOtherName)
        {
            throw new DataFormatException(
                path, -1, $"the file was written by network '{writer}', not by '{info.Name}'; nothing was loaded (if '{writer}' is this network's former name, pass allowOtherName: true)");
        }

        foreach (ParameterInfo parameter in info.Parameters) Fill(network.Parameters, parameter);
        foreach (ParameterInfo state in info.State) Fill(network.State, state);

        void Fill(Span<float> target, ParameterInfo parameter)
        {
            RowMajorOrder.Scatter(parameter, file.Find(parameter.Name)!.ToSingles(), target);
        }
    }

    /// <summary>PyTorch counts the batches of a batch normalisation beside its statistics; nothing depends on the count.</summary>
    private static bool IsBatchCount(string name, HashSet<string> wanted)
    {
        const string Count = ".num_batches_tracked";
        return name.EndsWith(Count, StringComparison.Ordinal) && wanted.Contains(name[..^Count.Length] + ".running_mean");
    }

    /// <summary>Says what is wrong with a tensor for a parameter: nothing when it fits.</summary>
    internal static void Compare(ParameterInfo parameter, SafetensorsTensor? tensor, StringBuilder faults)
    {
        if (tensor is null)
        {
            faults.Append($"\n  missing: '{parameter.Name}' {ShapeText.Of(parameter.Shape.AsSpan())}");
            return;
        }

        ReadOnlySpan<int> wanted = parameter.Shape.AsSpan(), found = tensor.Shape.AsSpan();
        if (!found.SequenceEqual(wanted))
        {
            bool transposed = wanted.Length == 2 && found.Length == 2 && wanted[0] == found[1] && wanted[1] == found[0];
            faults.Append($"\n  {(transposed ? "transposed" : "misshaped")}: '{parameter.Name}' is {ShapeText.Of(found)} in the file; {ShapeText.Of(wanted)} is expected");
        }

        if (tensor.Type != SafetensorsType.F32)
            faults.Append($"\n  wrong element type: '{parameter.Name}' is {SafetensorsTensor.NameOf(tensor.Type)} in the file; F32 is expected");
    }
}
