/** The slice of people. */
import { Module } from '@nestjs/common';
import { PeopleResolver } from './people.resolver.js';

@Module({ providers: [PeopleResolver] })
export class PeopleModule {}
