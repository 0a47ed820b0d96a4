using System.Security.Cryptography;
using System.Text;

namespace NeuralNet.Gen;

/// <summary>A fingerprint of the names and logical shapes of a network's parameters and states: equal where one network's weights fit the other.</summary>
internal static class LayoutHash
{
    public static string Sha256(NetworkInfo network)
    {
        var text = new StringBuilder();
        foreach (ParameterInfo tensor in network.Parameters) text.Append($"parameter {tensor.Name} [{string.Join(", ", tensor.Shape)}]\n");
        foreach (ParameterInfo tensor in network.State) text.Append($"state {tensor.Name} [{string.Join(", ", tensor.Shape)}]\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
