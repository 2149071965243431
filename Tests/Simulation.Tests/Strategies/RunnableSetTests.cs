using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using Akka.Dispatch;

namespace ActorIommu.Simulation.Tests.Strategies;

public sealed class RunnableSetTests
{
    // Against a list that is searched and copied: the set does the same with two indexes.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_offers_the_last_actor_first_and_the_others_as_they_came(ulong seed)
    {
        var (prng, set) = (new Prng(seed), new RunnableSet());
        var model = new List<int>();
        var runs = Enumerable.Range(0, 1000).Select(_ => new ActionRunnable(() => { })).ToArray();
        int? continues = null;
        for (var step = 0; step < 20_000; step++)
        {
            var idle = Enumerable.Range(0, prng.Below(300) == 0 ? 300 : 3).Select(_ => prng.Below(runs.Length)).Except(model).ToList();
            foreach (var actor in idle.Distinct())
            {
                set.Add(runs[actor], actor);
                model.Add(actor);
            }

            if (model.Count == 0) continue;
            var offered = continues is { } last ? [last, .. model.Where(actor => actor != last)] : model.ToList();
            Assert.Equal(offered.Count, set.Count);
            Assert.Equal(continues is not null, set.Continues);
            var choice = prng.Below(offered.Count);
            Assert.Equal(offered[choice], set.ActorAt(choice));
            Assert.Equal(offered[^1], set.ActorAt(offered.Count - 1));
            var taken = set.Take(choice);
            Assert.Same(runs[offered[choice]], taken);
            model.Remove(offered[choice]);
            continues = null;
            if (prng.Below(3) != 0)
            {
                set.Add(taken, offered[choice]);
                model.Add(offered[choice]);
                continues = offered[choice];
            }

            set.Ran(taken);
        }
    }
}
