using System.Globalization;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;

namespace ActorIommu.Simulation.Exploration;

/// <summary>Runs a schedule twice. What is not decided by its choices shows as a difference between the two.</summary>
public static class DeterminismCheck
{
    /// <summary>Runs it twice and compares every delivery, every choice and the end.</summary>
    /// <param name="scenario">What is run.</param>
    /// <param name="bounds">Within which bounds.</param>
    /// <param name="strategy">Makes the strategy.</param>
    /// <param name="seed">Of the whole.</param>
    /// <param name="schedule">Which schedule.</param>
    /// <returns>What came of it, both times.</returns>
    /// <exception cref="NondeterminismException">The two differ; it names the first step that does.</exception>
    public static RunResult Run(
        ISimulatedScenario scenario, SimulationOptions bounds, Func<Strategy> strategy, ulong seed, long schedule = 0)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        var (first, second) = (new Deliveries(), new Deliveries());

        // Each its own simulator: a thing that one leaves behind must not be of use to the other.
        var one = new Simulator(scenario, bounds);
        var two = new Simulator(scenario, bounds);
        var result = one.Run(strategy(), seed, schedule, observer: first);
        var again = two.Run(strategy(), seed, schedule, observer: second);
        first.Compare(second);
        if (!one.LastChoices().Span.SequenceEqual(two.LastChoices().Span))
            throw new NondeterminismException("Two runs of one schedule delivered the same and had other choices.");
        if (result.Unseed != again.Unseed)
        {
            throw new NondeterminismException(string.Create(
                CultureInfo.InvariantCulture,
                $"Two runs of one schedule delivered the same and ended otherwise: unseed {result.Unseed:x16} and {again.Unseed:x16}."));
        }

        return result;
    }

    private sealed class Deliveries : IStepObserver
    {
        private readonly List<(long Step, TimeSpan Time, string Sender, string Receiver, Type Message)> _all = [];

        public void Delivering(long step, TimeSpan time, string sender, string receiver, object message) =>
            _all.Add((step, time, sender, receiver, message.GetType()));

        public void Compare(Deliveries other)
        {
            for (var i = 0; i < Math.Max(_all.Count, other._all.Count); i++)
            {
                var (one, two) = (TextAt(i), other.TextAt(i));
                if (one != two)
                    throw new NondeterminismException($"Two runs of one schedule differ: the first delivers {one}, the second {two}.");
            }
        }

        private string TextAt(int index)
        {
            if (index >= _all.Count) return "nothing more";
            var (step, time, sender, receiver, message) = _all[index];
            return string.Create(CultureInfo.InvariantCulture, $"{message.Name} from {sender} to {receiver} at step {step}, {time}");
        }
    }
}
