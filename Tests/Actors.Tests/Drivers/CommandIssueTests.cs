using ActorIommu.Hardware.Bugs;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ActorIommu.Actors.Tests.Drivers;

/// <summary>Producers on a small queue in every order of their steps: nothing lost, nothing twice, nothing overwritten.</summary>
public sealed class CommandIssueTests(ITestOutputHelper output)
{
    private const int MaxWorlds = 3_000_000;

    [Theory]
    [InlineData(2, true, 1)]
    [InlineData(2, false, 1)]
    [InlineData(2, true, 3)]
    [InlineData(3, true, 2)]
    public void Two_producers_that_wait(int log2Size, bool pollsMsi, int commands) =>
        Explore(new ProducerWorld(ProducerWorld.Ring(log2Size, pollsMsi), BugSet.None, (commands, true), (1, true)));

    [Fact]
    public void Three_producers_that_do_not_wait() =>
        Explore(new ProducerWorld(ProducerWorld.Ring(2), BugSet.None, (1, false), (2, false), (1, false)));

    [Fact]
    public void Three_producers_of_whom_one_waits() =>
        Explore(new ProducerWorld(ProducerWorld.Ring(2), BugSet.None, (1, true), (1, false), (2, false)));

    [Fact]
    public void A_list_goes_around_the_end_of_the_queue()
    {
        var world = new ProducerWorld(ProducerWorld.Ring(2), BugSet.None, (3, false), (3, true), (2, true));
        for (var turn = 0; !world.IsOver; turn++)
        {
            var movable = world.Movable().ToArray();
            world = world.After(movable[turn % movable.Length]);
        }

        world.CheckEnd();
    }

    // Every world that can be reached, each once. A world in which nobody can do anything but poll would be a deadlock: from
    // every world the end must be in reach.
    private void Explore(ProducerWorld first)
    {
        var after = new Dictionary<ProducerWorld, int> { [first] = 0 };
        List<(ProducerWorld World, List<int> Before)> worlds = [(first, [])];
        Queue<int> open = new([0]);
        List<int> ends = [];
        while (open.TryDequeue(out var index))
        {
            var world = worlds[index].World;
            if (world.IsOver)
            {
                world.CheckEnd();
                ends.Add(index);
                continue;
            }

            foreach (var mover in world.Movable())
            {
                var next = world.After(mover);
                if (!after.TryGetValue(next, out var number))
                {
                    after.Add(next, number = worlds.Count);
                    worlds.Add((next, []));
                    open.Enqueue(number);
                    if (number > MaxWorlds) throw new XunitException("More worlds than this test was made for.");
                }

                worlds[number].Before.Add(index);
            }
        }

        output.WriteLine($"{worlds.Count} worlds, {ends.Count} ends");
        Assert.NotEmpty(ends);
        Assert.Equal(worlds.Count, Reach(worlds, ends));
    }

    private static int Reach(List<(ProducerWorld World, List<int> Before)> worlds, List<int> ends)
    {
        HashSet<int> seen = [.. ends];
        Queue<int> open = new(ends);
        while (open.TryDequeue(out var index))
        {
            foreach (var before in worlds[index].Before)
            {
                if (seen.Add(before)) open.Enqueue(before);
            }
        }

        return seen.Count;
    }
}
