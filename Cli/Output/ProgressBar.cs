using System.Globalization;
using ActorIommu.Simulation.Captures;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorIommu.Cli.Output;

/// <summary>A bar for terminals; it is gone when the replay ends.</summary>
internal sealed class ProgressBar(IAnsiConsole console) : IProgressDisplay
{
    public T Track<T>(string name, string units, string mistakes, Func<IProgress<ReplayProgress>, T> work) => console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
        .Start(context => work(new Reporter(context.AddTask(Markup.Escape(name)))));

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Speed ?? 0:N0}/s"));
    }

    // Progress<T> of the framework reports on another thread and so could move the bar after its end.
    private sealed class Reporter(ProgressTask task) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value)
        {
            task.MaxValue = Math.Max(1, value.RecordsTotal);
            task.Value = value.RecordsDone;
        }
    }
}
