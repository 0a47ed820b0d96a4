using System.Globalization;
using NeuralNet.Gen;
using NeuralNet.Gen.Resume;

// Trains for so many epochs, saves a checkpoint after every step, and goes on from the last one where there is one.
string directory = args[0];
int epochs = int.Parse(args[1], CultureInfo.InvariantCulture);
// Patience without end: its state is saved, and the run is as long as one without it.
var checkpoint = new ModelCheckpoint(directory) { EverySteps = 1, KeepBest = 2 };
Trainer<ResumeNet> trainer = ResumeTask.Create("adam", new EarlyStopping { Patience = int.MaxValue }, checkpoint, new FirstSave());
bool resumed = trainer.TryResume(checkpoint.LastPath);
Console.WriteLine($"{(resumed ? "resumed" : "begun")} at {trainer.GlobalStep}");
trainer.Fit(ResumeTask.Train, epochs - trainer.EpochCount, ResumeTask.Validation);
Console.WriteLine(ParametersHash.Sha256(trainer.Network));
return 0;

/// <summary>Says when the first checkpoint of this life is written: then everything is compiled, and saving and training take turns quickly.</summary>
internal sealed class FirstSave : TrainerCallback
{
    private bool _said;

    public override void OnCheckpointSaved(CheckpointSaved saved)
    {
        if (!_said) Console.WriteLine("saved");
        _said = true;
    }
}
