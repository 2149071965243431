using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Tests.Engine;

namespace ActorIommu.Simulation.Tests.Choices;

public sealed class ReplayTests
{
    private readonly Simulator _simulator = new(Chatter.Scenario, Chatter.Options);

    [Fact]
    public void A_replay_ends_as_the_run_did()
    {
        for (var schedule = 0; schedule < 50; schedule++)
        {
            var result = _simulator.Run(Portfolio.Default(), seed: 3, schedule);
            var choices = _simulator.LastChoices();

            Assert.Equal(result.Unseed, _simulator.Replay(choices).Unseed);
            Assert.Equal(choices.ToArray(), _simulator.LastChoices().ToArray());
        }
    }

    [Fact]
    public void A_prefix_is_followed_and_then_all_is_calm()
    {
        _simulator.Run(new RandomStrategy(), seed: 3);
        var prefix = _simulator.LastChoices()[..10].ToArray();

        _simulator.Replay(prefix);

        var replayed = _simulator.LastChoices().ToArray();
        Assert.Equal(prefix, replayed[..10]);
        Assert.All(replayed[10..], choice => Assert.Equal(0, choice.Value));
    }

    [Fact]
    public void Another_arity_is_a_divergence_and_says_where()
    {
        _simulator.Run(new RandomStrategy(), seed: 3);
        var choices = _simulator.LastChoices().ToArray();
        choices[7] = choices[7] with { Arity = choices[7].Arity + 1 };

        var divergence = Assert.Throws<ReplayDivergenceException>(() => _simulator.Replay(choices));

        Assert.Equal(7, divergence.Index);
        Assert.Equal(choices[7].ToString(), divergence.Expected);
        Assert.Contains($"of {choices[7].Arity - 1}", divergence.Got, StringComparison.Ordinal);
    }

    // The actor that asks would be restarted if the divergence were thrown at it.
    [Fact]
    public void A_divergence_inside_an_actor_is_not_the_actors_failure()
    {
        _simulator.Run(new RandomStrategy(), seed: 3);
        var choices = _simulator.LastChoices().ToArray();
        var inActor = Array.FindIndex(choices, choice => choice.Site.IsFreedom);
        choices[inActor] = new Choice(ChoiceSite.TimerOrder, 2, 1);

        Assert.Equal(inActor, Assert.Throws<ReplayDivergenceException>(() => _simulator.Replay(choices)).Index);
    }

    [Fact]
    public void A_trace_that_is_too_long_is_a_divergence()
    {
        _simulator.Run(new RandomStrategy(), seed: 3);
        var choices = _simulator.LastChoices().ToArray();

        var divergence = Assert.Throws<ReplayDivergenceException>(() => _simulator.Replay((Choice[])[.. choices, choices[^1]]));

        Assert.Equal(("is over", choices.Length), (divergence.Got, divergence.Index));
    }
}
