using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;

namespace NeuralNet.Gen.Package.Tests;

/// <summary>The sample's download against a server on this machine.</summary>
public sealed class MnistDownloadTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mnist-download-").FullName;

    [Theory]
    [InlineData("another", "SHA-256 of the 47040016 bytes of content is [0-9a-f]{64}; ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db is expected")]
    [InlineData("short", "SHA-256 of the 16 bytes of content is [0-9a-f]{64}; ba891046")]
    [InlineData("long", "the content is longer than 47040016 bytes")]
    [InlineData("cut", "the gzip data is damaged or cut short|SHA-256 of the \\d+ bytes")]
    [InlineData("plain", "the gzip data is damaged or cut short")]
    [InlineData("missing", "the server answered 404")]
    public void AFileThatIsNotTheOriginalIsNotKept(string kind, string fault)
    {
        using var server = new FileServer(_ => kind switch
        {
            "another" => Gzip(47_040_016),
            "short" => Gzip(16),
            "long" => Gzip(47_040_017),
            "cut" => Gzip(47_040_016)[..20_000],
            "plain" => "<html>moved</html>"u8.ToArray(),
            _ => null,
        });
        string data = Path.Combine(_directory, "new", "mnist");
        ProgramRun run = MnistProgram.Run("--download", "--data", data, "--mirror", server.Address).Expect(1);
        string line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches($"^error: .*train-images-idx3-ubyte.gz: not downloaded: {server.Address}train-images-idx3-ubyte.gz: ({fault})", line);
        Assert.Empty(Directory.GetFiles(data));
    }

    [Fact]
    public void AServerThatIsNotThereIsNamed()
    {
        string address;
        using (var server = new FileServer(_ => null)) address = server.Address;
        ProgramRun run = MnistProgram.Run("--download", "--data", _directory, "--mirror", address).Expect(1);
        Assert.Matches($"^error: .*train-images-idx3-ubyte.gz: not downloaded: {address}train-images-idx3-ubyte.gz: .*refused", run.Error);
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public void TheOriginalFilesAreFetchedOnceAndTrainedOn()
    {
        // The bundled fifth does not suffice here: the checksums are the whole files'.
        string? originals = Environment.GetEnvironmentVariable("NEURALNET_MNIST");
        Assert.SkipWhen(string.IsNullOrEmpty(originals), "NEURALNET_MNIST does not name a directory with the four original files (.gz)");
        using var server = new FileServer(name => File.ReadAllBytes(Path.Combine(originals, name)));
        string[] arguments = ["--download", "--data", _directory, "--mirror", server.Address, "--epochs", "1", "--limit", "64"];
        ProgramRun run = MnistProgram.Run(arguments).Expect();
        Assert.Equal(4, run.Lines.Count(line => line.StartsWith("downloaded ", StringComparison.Ordinal)));
        Assert.Equal(4, server.Requests);
        Assert.Equal(4, Directory.GetFiles(_directory).Length);
        MnistProgram.Run(arguments).Expect();
        Assert.Equal(4, server.Requests);

        // A damaged file is fetched again.
        string damaged = Path.Combine(_directory, "t10k-labels-idx1-ubyte.gz");
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..100]);
        MnistProgram.Run(arguments).Expect();
        Assert.Equal(5, server.Requests);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static byte[] Gzip(int length)
    {
        byte[] content = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(content, 0x803);
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(content);
        return compressed.ToArray();
    }

    /// <summary>Answers every request by its file name, or with 404.</summary>
    private sealed class FileServer : IDisposable
    {
        private readonly HttpListener _listener = new();

        public FileServer(Func<string, byte[]?> content)
        {
            // The port of a socket that has just been closed is free for a while.
            using (var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                socket.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}/";
            }

            _listener.Prefixes.Add(Address);
            _listener.Start();
            _ = Task.Run(() =>
            {
                try
                {
                    while (true) Answer(_listener.GetContext(), content);
                }
                catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
                {
                    // Stopped.
                }
            });
        }

        public string Address { get; }

        public int Requests { get; private set; }

        private void Answer(HttpListenerContext context, Func<string, byte[]?> content)
        {
            Requests++;
            byte[]? bytes = content(Path.GetFileName(context.Request.Url!.AbsolutePath));
            context.Response.StatusCode = bytes is null ? 404 : 200;
            try
            {
                context.Response.Close(bytes ?? [], willBlock: true);
            }
            catch (HttpListenerException)
            {
                // The program hung up.
            }
        }

        public void Dispose() => _listener.Close();
    }
}
