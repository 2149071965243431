using System.Globalization;
using ActorIommu.Simulation.Captures;

namespace ActorIommu.Cli.Output;

/// <summary>A line now and then for logs, where a bar would be noise. Work that is quick says nothing.</summary>
internal sealed class ProgressLines(TextWriter writer, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public T Track<T>(string name, string units, string mistakes, Func<IProgress<ReplayProgress>, T> work) =>
        work(new Reporter(name, units, mistakes, writer, time));

    private sealed class Reporter(string name, string units, string mistakes, TextWriter writer, TimeProvider time)
        : IProgress<ReplayProgress>
    {
        private readonly long _start = time.GetTimestamp();
        private long _last = time.GetTimestamp();

        public void Report(ReplayProgress value)
        {
            if (time.GetElapsedTime(_last) < Interval)
                return;

            _last = time.GetTimestamp();
            var rate = value.RecordsDone / time.GetElapsedTime(_start).TotalSeconds;
            var left = rate > 0 ? (value.RecordsTotal - value.RecordsDone) / rate : 0;
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {value.RecordsDone:N0} of {value.RecordsTotal:N0} {units}, {value.Mismatches:N0} {mistakes}, "
                + $"{rate:N0}/s, {left:N0} s left"));
        }
    }
}
