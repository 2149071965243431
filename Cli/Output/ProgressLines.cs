using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Output;

/// <summary>A line now and then for logs, where a bar would be noise. A replay that is quick says nothing.</summary>
internal sealed class ProgressLines(TextWriter writer, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public T Track<T>(string name, Func<IProgress<ReplayProgress>, T> replay) => replay(new Reporter(name, writer, time));

    private sealed class Reporter(string name, TextWriter writer, TimeProvider time) : IProgress<ReplayProgress>
    {
        private long _last = time.GetTimestamp();

        public void Report(ReplayProgress value)
        {
            if (time.GetElapsedTime(_last) < Interval)
                return;

            _last = time.GetTimestamp();
            writer.WriteLine(
                $"{name}: {Numbers.Grouped(value.RecordsDone)} of {Numbers.Grouped(value.RecordsTotal)} records, " +
                $"{Numbers.Grouped(value.Mismatches)} differences");
        }
    }
}
