using Akka.Actor;

namespace ActorIommu.Actors.Machine;

/// <summary>
/// Recipes of actors that a function makes. A recipe by an expression is taken apart, and compiled if it is used again, which costs more
/// than most actors of a short run do in their lives.
/// </summary>
public static class ProducedActor
{
    /// <summary>A recipe.</summary>
    /// <param name="make">Makes an instance; called again for each restart.</param>
    public static Props By<TActor>(Func<TActor> make)
        where TActor : ActorBase => Props.CreateBy(new Producer<TActor>(make));

    private sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
