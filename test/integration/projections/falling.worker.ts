/** A thread that falls as soon as it runs. */
throw new Error('struck by lightning');
