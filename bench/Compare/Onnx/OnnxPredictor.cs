using Microsoft.ML.OnnxRuntime;

namespace Compare.Onnx;

/// <summary>
/// ONNX Runtime's side: prediction only. Two sessions, each of a model with its batch size written in, so that the runtime may plan for it; inputs and outputs are
/// bound to pinned arrays once, so that a call copies nothing.
/// </summary>
internal sealed class OnnxPredictor : IPredictor
{
    private readonly Bound _batch;
    private readonly Bound _sample;

    /// <summary>Writes the workload's network with its weights as they are now, and loads it.</summary>
    /// <param name="workload">Network and data.</param>
    /// <param name="threads">Inside one operator.</param>
    public OnnxPredictor(Workload workload, int threads)
    {
        _batch = new Bound(workload, workload.BatchSize, threads);
        _sample = new Bound(workload, 1, threads);
    }

    // Weights are part of the model, and nothing here trains.
    public void Restart(bool training)
    {
    }

    public void ReadPrediction(Span<float> output)
    {
        Predict();
        _batch.Output.CopyTo(output);
    }

    public void Predict() => _batch.Run();

    public void PredictOne() => _sample.Run();

    public void Dispose()
    {
        _batch.Dispose();
        _sample.Dispose();
    }

    /// <summary>A session with its memory.</summary>
    private sealed class Bound : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _options = new();
        private readonly OrtIoBinding _binding;
        private readonly OrtValue _input;
        private readonly OrtValue _output;

        public Bound(Workload workload, int batch, int threads)
        {
            var graph = new OnnxGraph(workload.Network, batch);
            byte[] model = graph.ToModel(workload.BuildOnnx(graph, OnnxGraph.InputName));
            using var options = new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
            };
            _session = new InferenceSession(model, options);
            NeuralNet.Gen.NetworkInfo info = workload.Network.Info;
            long[] inputShape = [batch, .. info.Inputs[0].Shape.Select(extent => (long)extent)], outputShape = [batch, .. info.Output.Shape.Select(extent => (long)extent)];
            Output = new float[batch * info.Output.Length];
            int length = (int)inputShape.Aggregate(1L, (all, extent) => all * extent);
            _input = workload.Inputs is float[] numbers
                ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, numbers.AsMemory(0, length), inputShape)
                : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, ((int[])workload.Inputs).AsMemory(0, length), inputShape);
            _output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Output.AsMemory(), outputShape);
            _binding = _session.CreateIoBinding();
            _binding.BindInput(OnnxGraph.InputName, _input);
            _binding.BindOutput(OnnxGraph.OutputName, _output);
        }

        public float[] Output { get; }

        public void Run() => _session.RunWithBinding(_options, _binding);

        public void Dispose()
        {
            _binding.Dispose();
            _input.Dispose();
            _output.Dispose();
            _options.Dispose();
            _session.Dispose();
        }
    }
}
